"""The phrases by which `prose` understands what a sentence says of a device's ability."""

from __future__ import annotations

import re

ANY_TLS = "any"
"""Stands for a version where a sentence speaks of TLS as such."""
SUBJECTS = {
    ("encryption", "starttls"): r"START ?TLS",
    ("encryption", "implicit"): (
        r"(?:implicit (?:TLS|SSL)|(?:TLS|SSL|encryption) from the (?:start|first byte|beginning)"
        r"|SMTPS|SMTP over SSL|(?:SSL|TLS|SSL/TLS) on (?:port )?465)"
    ),
    ("mechanisms", "LOGIN"): r"(?:AUTH )?(?-i:LOGIN)\b",
    ("mechanisms", "PLAIN"): r"(?:AUTH )?(?-i:PLAIN)\b",
    ("mechanisms", "CRAM-MD5"): r"CRAM[- ]MD5",
    ("mechanisms", "DIGEST-MD5"): r"DIGEST[- ]MD5",
    ("mechanisms", "NTLM"): r"NTLM",
    ("mechanisms", "KERBEROS"): r"Kerberos",
    ("mechanisms", "POP-BEFORE-SMTP"): r"POP[- ]before[- ]SMTP",
    ("mechanisms", "PASSWORD"): r"(?:SMTP[ -]AUTH(?:entication)?\b|basic authentication)",
    ("oauth", "oauth"): r"(?:X?OAUTH ?(?:2(?:\.0)?)?|modern auth(?:entication)?)",
}
_HAS = (
    r"(?:do|does|did|know|knew|known|speak|spoke|spoken|support|supported|offer|offered|have"
    r"|had|use"
    r"|used|understand|understood|manage|take|accept|negotiate|learn|learned|learnt|handle|get"
    r"|got"
    r"|include|provide|come with|talk|work with|sign in (?:by|with)|log in (?:by|with)"
    r"|able to use)"
)
_END = r"(?=\W*$| at all| here| anywhere| yet| by (?:it|this)| (?:on|in) (?:this|these|any|its) )"
_UP_TO_2 = r"(?: (?!and\b|or\b|but\b)\S+){0,2}?"
DENIES = (
    rf"(?:\bno|\bneither|\bnor|\blacks?|\bmisses|\bnothing of"
    rf"|\bunable to use){_UP_TO_2} {{subject}}",
    rf"(?:\b(?:does|do|did|can|could|will) not|n't|\bnever"
    rf"|\bcannot) {_HAS}{_UP_TO_2} {{subject}}",
    rf"\b(?:comes?|ships?|shipped|built|made|works?) without{_UP_TO_2} {{subject}}",
    rf"{{subject}}{_UP_TO_2} (?:is|are|was|were|has|have|had|does|do|did|can|could|will)"
    r"(?:n't| not|not| never| no longer)(?: been| be)? (?:supported|available|offered|possible"
    r"|known"
    r"|implemented|built(?: in)?|there|work|exist|an option|added|included|spoken|used|taken"
    r"|accepted"
    rf"|understood|selectable|chosen|selected|enabled|switched on|turned on){_END}",
    rf"{{subject}}{_UP_TO_2} (?:is|are|was|were|has been)?(?: \w+)? ?(?:missing|absent|gone"
    rf"|lacking"
    r"|left out|taken out|removed|dropped|unsupported|impossible|withdrawn|not supported)\b",
)
"""How a clause says that its subject is not there."""
NO_DENIAL = re.compile(
    r"\b(?:certificates?|switch|turn|forget|need(?:s|ed)?|require[sd]?|force[sd]?|enforced?"
    r"|check\w*"
    r"|verif\w*|test\w*|prefer\w*|recommend\w*|confus\w*|mix\w*|sent|shown|matters?"
    r"|of (?:no )?use|helps?"
    r"|worth|necessary|seen|fail\w*|trust\w*|both|together|mention\w*|says?|document\w*|not only"
    r"|any more|instead)\b",
    re.IGNORECASE,
)
"""What turns a negation beside a subject into something else than its absence."""
THERE = re.compile(
    r"\b(?:supports?|supported|speaks?|knows?|used|uses?|takes?|offers?|offered|has|have"
    r"|accepts?|does"
    r"|accepted|negotiates?|means|upgrades?|signs? in|understands?|allows?|provides?|includes?"
    r"|comes with|chosen|chooses?|selected|selectable|enabled?|ticked|added|learn(?:s|ed|t)"
    r"|gained"
    r"|got|brings|brought|works?|possible|available|tried|default|present|built in|do"
    r"|can be set|choose"
    r"|select|tick|pick|via)\b",
    re.IGNORECASE,
)
"""How a clause says that its subject is there."""
SPECIAL: tuple[tuple[str, str, bool, str], ...] = (
    ("encryption", "none", True, r"\bset to no encryption|\b(?:in|as) clear ?text|\bplain SMTP"
     r"|\bencryption can be (?:switched|turned|left) o(?:ff|ut)|\bunencrypted\b"),
    ("encryption", "none", False, r"\brefuses to \w+ .*\b(?:not encrypt|clear|unencrypted)"
     r"|\b(?:never|nothing) .*\b(?:in clear|unencrypted)|\balways encrypt"
     r"|\bencryption (?:is mandatory|cannot be (?:switched|turned) off)"),
    ("encryption", "starttls", False, r"\bSSL only\b|\bonly SSL\b(?! (?:cert|key|v?3))"
     r"|\b465 only\b"),
    ("encryption", "implicit", False, r"\bSTARTTLS only\b|\bonly STARTTLS\b"),
    ("mechanisms", "NONE", True, r"\b(?:send|sends) without (?:signing in|a? ?log-in|a password)"
     r"|\bauthentication can be (?:switched|turned|left) o(?:ff|ut)|\bsends? anonymously"),
    ("mechanisms", "NONE", False, r"\b(?:log-in|sign-in|signing in|authentication|password) is"
     r" (?:compulsory|mandatory|required|always)(?=\W*$)"
     r"|\bcannot \w+ .*without (?:a )?(?:password|log-in)"
     r"|\b(?:password|log-in|authentication) cannot be (?:left|switched|turned)"),
    ("mechanisms", "PASSWORD", False, r"\bno (?:field|place|box|line)s? for (?:a "
     r"|the )?(?:user name"
     r"|password|log-in)|\bcannot (?:sign|log) in(?=\W*$| anywhere| at all)|\b(?:has"
     r"|knows) no (?:log-in"
     r"|sign-in)|\bonly sends anonymously|\bsigning in is not possible"),
    ("mechanisms", "PASSWORD", True, r"\b(?:takes|asks for|needs|signs? in with)(?: \w+){0,2}"
     r" (?:user name|password)"),
    ("oauth", "oauth", True, r"\b(?:bearer|access|refresh) token|\bclient secret\b"
     r"|\bdevice code\b"
     r"|\bsigns? in with Microsoft\b"),
    ("oauth", "oauth", False, r"\b(?:knows?|takes?|has) only (?:a )?(?:user name|password)"
     r"|\buser name and (?:a )?password only|\bonly (?:a )?user name and (?:a )?password"
     r"|\bpassword is the only|\bno(?:thing| other way| way)\b.* but (?:a |the )?password"),
    ("tls", ANY_TLS, False, r"(?:^|\b(?:has|knows|offers|is) )no (?:TLS|encryption)(?=$|[.,:]|"
     r" (?:at all|of any|whatever))|\bencrypted SMTP (?:is )?not supported|\b(?:cannot"
     r"|does not) encrypt"
     r"(?=\W*$| (?:mail|anything|the connection))|\bencryption is not (?:supported|possible"
     r"|available)"
     r"|\b(?:sends? (?:everything|all mail)|everything goes|only)\b[^,]* clear ?text"
     r"|\bonly unencrypted"),
    ("tls", "1.2", False, r"\b(?:only|nothing but) SSL ?v?[23]|\bSSL ?v?3(?:\.0)? (?:only"
     r"|at best)"),
)  # fmt: skip
SPLIT = re.compile(
    r"(?<=[.;!?:])\s+|\s[—–-]\s"
    r"|,\s+(?:but|although|though|while|so|because|since|which|and(?= (?:it|this|the)\b))\s+"
    r"|,\s+(?=only|not|nothing|neither|never)",
    re.IGNORECASE,
)
ASIDE = re.compile(r"“[^”]*”|\([^)]*\)")
"""Words of others, and what stands in brackets."""
OF_OTHERS = re.compile(
    r"\W*(?:the|an?|this|its|some|many|most|other|another)? ?"
    r"(?:(?:mail|web|print|vendor's|maker's|local|newer|older|other|next|sister|receiving"
    r"|cloud) )?"
    r"(?:servers?|smtp\.office365\.com|Microsoft|Exchange|Entra|Azure|web page|page|browser"
    r"|fax|LDAP"
    r"|S/MIME|POP3?\b(?! before)|IMAP|tenants?|panel|manual|SNMP|relays?|bridge|gateway|proxy"
    r"|apps?"
    r"|models?|units|devices|firmware|release|providers?|administrator|driver"
    r"|client programs?)\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"\b(?:in the (?:tenant|browser)|at the panel|on the server|for (?:receiving|fetching|LDAP"
    r"|fax"
    r"|the web|users)|other models|its successor|(?:by|of|in|to) (?:the|a) (?:relay|bridge|proxy)"
    r"|(?:the|a) (?:relay|bridge|proxy) \w+s\b|Graph)\b",
    re.IGNORECASE,
)
OPEN = re.compile(
    r"\b(?:whether|if|unless|not (?:known|documented|confirmed|stated|said)|unknown|unclear"
    r"|would|may"
    r"|might|could|used to|formerly|previously|planned|promised|some|most|every|until"
    r"|before \S*\d"
    r"|(?:older|newer) (?:models?|units|devices|firmware|ones|releases?|versions?|printers)"
    r"|needed|older than|below)\b",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"\b(?:no|not|never|cannot|neither|nor|without|nothing|hardly|refuses?)\b"
    r"|n't\b",
    re.IGNORECASE,
)
VERSION = re.compile(r"\b1\.[0-3]\b")
NEWEST = re.compile(
    r"\bonly\b|\bat (?:best|most)|\bstops? at|\bends? (?:at|with)|\bup to|\bno(?:thing)? newer"
    r"|\b(?:not|nothing|never)\b.*\b(?:beyond|past|above|higher)\b|\b(?:newest|latest|highest)\b",
    re.IGNORECASE,
)
ONLY_ONES = re.compile(r"\b(?:are|is) the only\b|\b(?:knows?|has|takes?|offers?) only\b", re.I)
ANSWER = re.compile(r"(Yes|No)(?=[:.,]|$)")
IT = re.compile(r"\b(has|knows|supports|offers|does) (?:it|them)\b", re.IGNORECASE)
NOT_THESE = re.compile(r"\W*(?:but )?(?:never|not|no) (?:TLS ?)?1\.[0-3]\b", re.IGNORECASE)
"""A clause of versions that goes on where the one before it named others."""
NOT_SMTP = re.compile(
    r"\bnot (?:over |by |through )?SMTP\b|\bonly (?:through|by|over|via) (?:Microsoft )?Graph\b",
    re.I,
)
