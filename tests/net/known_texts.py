"""What people paste and hand in, for the commands that read it."""

from __future__ import annotations

PASTED = (
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
    "535 5.7.3 Authentication unsuccessful [AM6PR0202CA0042.eurprd02.prod.outlook.com]",
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    "550 5.7.64 TenantAttribution; Relay Access Denied",
    "AADSTS65001: The user or administrator has not consented to use the application with ID"
    " '3a6e0d4c-91b2-4f08-8c57-d2e4b6a81f39'. Trace ID: 0a1b2c3d-0000-4000-8000-00000000ee00",
    "msmtp: cannot connect to smtp.office365.com, port 587: Connection refused",
    "curl: (60) SSL certificate problem: unable to get local issuer certificate",
    "554 5.9.9 nobody has ever seen these words",
    "the copier does not send",
)
BOUNCE = """\
From: postmaster@contoso.com
To: scan@contoso.com
Subject: Undeliverable: Scan
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; AM6PR0202MB0001.eurprd02.prod.outlook.com

Final-Recipient: rfc822; office@fabrikam.com
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp; 550 5.7.1 Unauthenticated email from contoso.com is not accepted due to
 domain's DMARC policy

--b--
"""
CLIENTS_CSV = """Customer;E-Mail;Path;Relay IP;Colour
Contoso;scan@contoso.com;relay_ip;203.0.113.10;red
Fabrikam;scan@fabrikam.com;relay_ip;203.0.113.10;
Northwind;scan@northwind.com;relay_ip;10.0.0.1;
Tailspin;not an address;;;
"""
DEVICES_CSV = """\
name,vendor,model,location,address,colour
Copier 2nd floor,Ricoh,IM C3000,Room 214,192.168.20.31,red
Scanner,Acme,Nothing 9000,Cellar,192.168.20.32,
,,,,,
Door,HP,LaserJet M428,Hall,not an address,
"""
NOT_A_DEVICE_FILE = """\
[[device]]
id = "acme-laser"
kind = "mpf"
"""
