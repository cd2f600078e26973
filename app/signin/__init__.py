"""Signs in at Microsoft 365: browser, device code, pasted address, refresh, and apps."""

from app.signin.app_certificate import AppCertificate, create_app_certificate, parse_app_certificate
from app.signin.browser import sign_in_with_browser
from app.signin.consent import ConsentRequest, judge_pasted_consent, wait_for_consent
from app.signin.device import sign_in_with_device_code
from app.signin.errors import SignInError, explain_answer
from app.signin.pasted import PastedSignIn, begin_pasted_sign_in, finish_with_pasted_url
from app.signin.registration import check_registration
from app.signin.renewal import refresh, sign_in_as_application
from app.signin.request import DeviceCode, SignedIn, SignInRequest

__all__ = [
    "AppCertificate",
    "ConsentRequest",
    "DeviceCode",
    "PastedSignIn",
    "SignInError",
    "SignInRequest",
    "SignedIn",
    "begin_pasted_sign_in",
    "check_registration",
    "create_app_certificate",
    "explain_answer",
    "finish_with_pasted_url",
    "judge_pasted_consent",
    "parse_app_certificate",
    "refresh",
    "sign_in_as_application",
    "sign_in_with_browser",
    "sign_in_with_device_code",
    "wait_for_consent",
]
