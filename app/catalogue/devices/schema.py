"""The shape of a device family; the same descriptions show in a contributor's editor."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, field

from app.catalogue.devices.ability import Ability, Remark
from app.catalogue.schema.fact import Fact

DeviceKind = Literal[
    "mfp", "printer", "scanner", "nas", "hypervisor", "firewall", "router", "load-balancer",
    "security-appliance", "camera", "nvr", "vms", "pbx", "ups", "bmc", "storage", "backup",
    "management", "fleet-management", "building-automation", "home-automation", "data-logger",
    "app", "note",
]  # fmt: skip
OFFICE_MACHINES: frozenset[DeviceKind] = frozenset({"mfp", "printer", "scanner"})
"""What scans or prints; the reason why most people come."""
FieldValue = Literal[
    "server", "port", "security", "auth", "username", "password", "from_address", "from_name",
    "recipient", "enable", "test", "helo", "reply_to", "subject", "body", "name", "label",
    "comment", "from_localpart", "from_domain", "from_enable", "security_starttls",
    "security_implicit", "tls_verify", "tls_ignore", "tls_min", "tls_ca", "tls_client_cert",
    "secure_port",
    "provider", "preset", "oauth_enable", "oauth_authority", "oauth_login", "oauth_logout",
    "oauth_token", "oauth_code", "oauth_scope", "oauth_redirect", "tenant_id", "client_id",
    "client_secret", "server2", "server_name", "pop", "pop_server", "pop_port", "pop_user",
    "pop_password", "transport", "route", "method", "format", "language", "priority",
    "subject_prefix", "events", "interval", "schedule", "timeout", "size_limit", "split", "mdn",
    "qos", "debug", "status", "healthcheck", "interface", "source_ip", "kerberos", "ntlm_domain",
]  # fmt: skip
SecurityWord = Literal[
    "starttls", "implicit", "none", "on", "required", "auto", "implicit_or_starttls",
    "starttls_opportunistic",
]  # fmt: skip
LocalLanguage = Literal["de", "fr", "es"]

_SECURITY_KEYS = {"propertyNames": {"enum": list(get_args(SecurityWord))}}


class DeviceField(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field of a device's own form."""

    label: Annotated[str, Meta(description="Its label in the vendor's words.", min_length=1)]
    value: Annotated[FieldValue, Meta(description="What goes in; the sheet fills it.")]
    note: Annotated[
        str, Meta(description="A remark for whoever fills it in; parts are parted by '; '.")
    ] = ""
    max_length: Annotated[
        int, Meta(description="How many characters fit; 0: not known.", ge=0, le=512)
    ] = 0
    confirmed: Annotated[
        bool, Meta(description="False where this one label is less sure than the rest.")
    ] = True


class LocalLabels(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands on the device when it speaks another language; read there or in its documents."""

    menu_path: Annotated[
        tuple[str, ...], Meta(description="The whole way again, in this language.")
    ] = ()
    labels: Annotated[
        dict[str, str], Meta(description="Labels of `fields`, by the English label.")
    ] = field(default_factory=dict)
    security_labels: Annotated[
        dict[SecurityWord, str],
        Meta(description="As above, in this language.", extra_json_schema=_SECURITY_KEYS),
    ] = field(default_factory=dict)


class Device(Fact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A family of devices that are set up alike.

    `confirmed`: the labels were read in the vendor's own documents or source code. `third_party`:
    in one page of a dealer, a forum or a neighbouring model. `unconfirmed`: little was found.
    """

    id: Annotated[
        str,
        Meta(
            description="Small letters and digits with hyphens between; never changed afterwards.",
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
            max_length=44,
        ),
    ]
    vendor: Annotated[str, Meta(description="As on the front of the device.", min_length=1)]
    family: Annotated[str, Meta(description="Which of the vendor's devices.", min_length=1)]
    kind: Annotated[DeviceKind, Meta(description="What sort of device or program it is.")]
    menu_path: Annotated[
        tuple[str, ...], Meta(description="Where the form is, click by click, in its words.")
    ] = ()
    web_ui: Annotated[str, Meta(description="How its settings are reached.")] = ""
    fields: Annotated[
        tuple[DeviceField, ...], Meta(description="Its form, in the order of the screen.")
    ] = ()
    security_labels: Annotated[
        dict[SecurityWord, str],
        Meta(
            description="Its choices of encryption in the vendor's words, by what they mean.",
            extra_json_schema=_SECURITY_KEYS,
        ),
    ] = field(default_factory=dict)
    local: Annotated[
        dict[LocalLanguage, LocalLabels],
        Meta(
            description="Its own labels in other languages, where they are known.",
            extra_json_schema={"propertyNames": {"enum": list(get_args(LocalLanguage))}},
        ),
    ] = field(default_factory=dict)
    oauth: Annotated[
        str, Meta(description="What is known of OAuth, in a sentence; for people.")
    ] = ""
    tls_min: Annotated[
        str, Meta(description="What is known of its TLS, in a sentence; for people.")
    ] = ""
    remarks: Annotated[
        tuple[Remark, ...], Meta(description="What to know of it; weightiest first.")
    ] = ()
    unverified: Annotated[
        tuple[str, ...], Meta(description="What nobody could confirm; the sheet says so.")
    ] = ()
    aliases: Annotated[
        tuple[str, ...], Meta(description="Other spellings and model names to find it by.")
    ] = ()
    covers: Annotated[
        str, Meta(description="Which models, manuals or pages the facts were taken from.")
    ] = ""
    from_rule: Annotated[
        str, Meta(description="What the device makes of the sender's address.")
    ] = ""
    helo: Annotated[str, Meta(description="Where its EHLO name comes from.")] = ""
    commands: Annotated[
        tuple[str, ...],
        Meta(description="Its own command line; {server}, {port} and their kind are filled in."),
    ] = ()
    config_files: Annotated[tuple[str, ...], Meta(description="Files that hold the settings.")] = ()
    config_keys: Annotated[tuple[str, ...], Meta(description="Their names in those files.")] = ()
    ability: Annotated[Ability, Meta(description="What it can do when it sends; see there.")] = (
        field(default_factory=Ability)
    )
    target_id: Annotated[
        str,
        Meta(description="Its short id among the exports that are listed by name; most have none."),
    ] = ""
    vendor_pages: Annotated[
        tuple[str, ...],
        Meta(description="The vendor's own pages that nobody has compared these facts with yet."),
    ] = ()
    is_note: Annotated[
        bool, Meta(description="A known trap rather than a device; not offered for a sheet.")
    ] = False


class DeviceFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One vendor's devices, as a file of `resources/catalogue/devices` holds them."""

    device: Annotated[tuple[Device, ...], Meta(min_length=1)]
