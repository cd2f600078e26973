"""Lists of devices as window and command line hold them: rows as typed, checked, and written."""

from app.render.devices_csv import COLUMNS as COLUMNS
from app.render.devices_csv import RawRow as RawRow
from app.render.devices_csv import RawTable as RawTable
from app.render.devices_csv import check_table as check_table
from app.render.devices_csv import read_pasted as read_pasted
from app.render.devices_csv import write_devices_csv as write_devices_csv
