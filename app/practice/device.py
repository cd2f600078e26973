"""Sign-in with a device code: the promise, and the page on which it is kept."""

from __future__ import annotations

import msgspec

from app.practice.directory import SignInHouse
from app.practice.http_server import Request, Response
from app.practice.pages import Pages
from app.practice.token_endpoint import need


class DeviceBody(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON of RFC 8628, section 3.2; the service has no `verification_uri_complete`."""

    user_code: str
    device_code: str
    verification_uri: str
    expires_in: int
    interval: int
    message: str


def promise(house: SignInHouse, request: Request) -> DeviceBody:
    """Answer the device-code endpoint; raises SignInRefusedError."""
    application = house.application(need(request, "client_id"))
    wanted = house.parse_scopes(request.form.get("scope", ""))
    code, grant = house.grants.add_device(application.id, wanted)
    # Plain loopback: a person types this into a browser, which would distrust our certificate.
    uri = f"{house.origins().plain}/device"
    return DeviceBody(
        user_code=grant.user_code,
        device_code=code,
        verification_uri=uri,
        expires_in=house.facts.device_code_s,
        interval=house.facts.interval_s,
        message=house.facts.device_message.format(uri=uri, code=grant.user_code),
    )


class DevicePage:
    """Takes the code, the account and the decision on one page."""

    def __init__(self, house: SignInHouse, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    def answer(self, request: Request) -> Response:
        """Show the page or take what was chosen; raises SignInRefusedError for a bad account."""
        if request.method != "POST":
            return self._show(request.query.get("code", ""), is_wrong=False)
        typed = request.form.get("code", "")
        grant = self._house.grants.find_device(typed)
        if grant is None:
            return self._show(typed, is_wrong=True)
        if request.form.get("choice") != "sign_in":
            grant.is_declined = True
        else:
            grant.principal = self._house.person(request.form.get("account", ""))
        return self._pages.render("done", is_declined=grant.is_declined)

    def _show(self, code: str, *, is_wrong: bool) -> Response:
        accounts = self._house.organisation.accounts
        return self._pages.render(
            "device",
            status=400 if is_wrong else 200,
            code=code,
            is_wrong=is_wrong,
            organisation=self._house.organisation.facts.name,
            accounts=accounts,
            chosen=accounts[0].address,
        )
