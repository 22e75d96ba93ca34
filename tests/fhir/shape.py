#!/usr/bin/env python3
"""shape.py DIR: do the NDJSON files of DIR have the shape of HL7 FHIR R4 (4.0.1)?

Knows nothing of Credence: elements, cardinality, types, required bindings and reference targets are those
of the specification's pages of each resource and datatype, written down below.  Unknown elements, empty
values, nulls, broken references and doubled ids are faults.  Exit 1 with each fault in a line.
"""
import datetime, json, pathlib, re, sys

# PRIMITIVES: hl7.org/fhir/R4/datatypes.html
TEXT = re.compile(r"[ \r\n\t\S]+")
PRIMITIVE = {
    "string": lambda v: isinstance(v, str) and TEXT.fullmatch(v) and len(v) <= 1 << 20 and v == v.strip(),
    "code": lambda v: isinstance(v, str) and re.fullmatch(r"[^\s]+(\s[^\s]+)*", v),
    "id": lambda v: isinstance(v, str) and re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", v),
    "uri": lambda v: isinstance(v, str) and re.fullmatch(r"\S+", v) and ":" in v,
    "boolean": lambda v: isinstance(v, bool),
    "positiveInt": lambda v: isinstance(v, int) and not isinstance(v, bool) and v > 0,
    "date": lambda v: is_date(v),
    "dateTime": lambda v: is_date(v) or is_instant(v),
}


def is_date(v):
    if not isinstance(v, str) or not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", v):
        return False
    try:
        datetime.date.fromisoformat((v + "-01-01")[:10])
        return True
    except ValueError:
        return False


def is_instant(v):
    if not isinstance(v, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", v):
        return False
    try:
        datetime.datetime.fromisoformat(v.replace("Z", "+00:00"))
        return True
    except ValueError:
        return False


# COMPLEX TYPES: element -> (min, max, type[, what it must be]).  max None is "*".
CODES = {  # required bindings
    "gender": {"male", "female", "other", "unknown"},
    "name-use": {"usual", "official", "temp", "nickname", "anonymous", "old", "maiden"},
    "identifier-use": {"usual", "official", "temp", "secondary", "old"},
    "contact-system": {"phone", "fax", "email", "pager", "url", "sms", "other"},
    "contact-use": {"home", "work", "temp", "old", "mobile"},
    "address-use": {"home", "work", "temp", "old", "billing"},
    "location-status": {"active", "suspended", "inactive"},
    "location-mode": {"instance", "kind"},
    "verification-status": {"attested", "validated", "in-process", "req-revalid", "val-fail", "reval-fail"},
}
T = "http://terminology.hl7.org/CodeSystem/"
SYSTEMS = {  # codes of systems that we use, where the list is closed
    T + "organization-type": {"prov", "dept", "team", "govt", "ins", "pay", "edu", "reli", "crs", "cg", "bus", "other"},
    T + "need": {"none", "initial", "periodic"},
    T + "validation-type": {"nothing", "primary", "multiple"},
    T + "validation-status": {"successful", "failed", "unknown"},
    T + "verificationresult-communication-methods": {"manual", "portal", "pull", "push"},
    T + "primary-source-type": {"lic-board", "prim", "cont-ed", "post-serv", "rel-own", "reg-auth", "legal",
                                "issuer", "auth-source"},
    T + "v2-0203": {"LN", "MD", "NPI", "DEA", "TAX", "SL", "PRN", "DN", "NP", "RN"},
}
PLAIN = {"id": (0, 1, "string")}
TYPES = {
    "Identifier": {"use": (0, 1, "code", "identifier-use"), "type": (0, 1, "CodeableConcept"),
                   "system": (0, 1, "uri"), "value": (0, 1, "string"), "period": (0, 1, "Period"),
                   "assigner": (0, 1, "Reference", {"Organization"})},
    "CodeableConcept": {"coding": (0, None, "Coding"), "text": (0, 1, "string")},
    "Coding": {"system": (0, 1, "uri"), "version": (0, 1, "string"), "code": (0, 1, "code"),
               "display": (0, 1, "string"), "userSelected": (0, 1, "boolean")},
    "Period": {"start": (0, 1, "dateTime"), "end": (0, 1, "dateTime")},
    "HumanName": {"use": (0, 1, "code", "name-use"), "text": (0, 1, "string"), "family": (0, 1, "string"),
                  "given": (0, None, "string"), "prefix": (0, None, "string"), "suffix": (0, None, "string"),
                  "period": (0, 1, "Period")},
    "ContactPoint": {"system": (0, 1, "code", "contact-system"), "value": (0, 1, "string"),
                     "use": (0, 1, "code", "contact-use"), "rank": (0, 1, "positiveInt"), "period": (0, 1, "Period")},
    "Address": {"use": (0, 1, "code", "address-use"), "text": (0, 1, "string"), "line": (0, None, "string"),
                "city": (0, 1, "string"), "district": (0, 1, "string"), "state": (0, 1, "string"),
                "postalCode": (0, 1, "string"), "country": (0, 1, "string"), "period": (0, 1, "Period")},
    "Reference": {"reference": (0, 1, "string"), "type": (0, 1, "uri-or-name"), "identifier": (0, 1, "Identifier"),
                  "display": (0, 1, "string")},
    "Qualification": {"identifier": (0, None, "Identifier"), "code": (1, 1, "CodeableConcept"),
                      "period": (0, 1, "Period"), "issuer": (0, 1, "Reference", {"Organization"})},
    "PrimarySource": {"who": (0, 1, "Reference", {"Organization", "Practitioner", "PractitionerRole"}),
                      "type": (0, None, "CodeableConcept"), "communicationMethod": (0, None, "CodeableConcept"),
                      "validationStatus": (0, 1, "CodeableConcept"), "validationDate": (0, 1, "dateTime"),
                      "canPushUpdates": (0, 1, "CodeableConcept"), "pushTypeAvailable": (0, None, "CodeableConcept")},
}
RESOURCE = {"resourceType": (1, 1, "code"), "id": (0, 1, "id"), "language": (0, 1, "code")}
RESOURCES = {
    "Practitioner": {"identifier": (0, None, "Identifier"), "active": (0, 1, "boolean"),
                     "name": (0, None, "HumanName"), "telecom": (0, None, "ContactPoint"),
                     "address": (0, None, "Address"), "gender": (0, 1, "code", "gender"),
                     "birthDate": (0, 1, "date"), "qualification": (0, None, "Qualification"),
                     "communication": (0, None, "CodeableConcept")},
    "PractitionerRole": {"identifier": (0, None, "Identifier"), "active": (0, 1, "boolean"),
                         "period": (0, 1, "Period"), "practitioner": (0, 1, "Reference", {"Practitioner"}),
                         "organization": (0, 1, "Reference", {"Organization"}),
                         "code": (0, None, "CodeableConcept"), "specialty": (0, None, "CodeableConcept"),
                         "location": (0, None, "Reference", {"Location"}), "telecom": (0, None, "ContactPoint")},
    "Organization": {"identifier": (0, None, "Identifier"), "active": (0, 1, "boolean"),
                     "type": (0, None, "CodeableConcept"), "name": (0, 1, "string"), "alias": (0, None, "string"),
                     "telecom": (0, None, "ContactPoint"), "address": (0, None, "Address"),
                     "partOf": (0, 1, "Reference", {"Organization"})},
    "Location": {"identifier": (0, None, "Identifier"), "status": (0, 1, "code", "location-status"),
                 "name": (0, 1, "string"), "alias": (0, None, "string"), "description": (0, 1, "string"),
                 "mode": (0, 1, "code", "location-mode"), "type": (0, None, "CodeableConcept"),
                 "telecom": (0, None, "ContactPoint"), "address": (0, 1, "Address"),
                 "managingOrganization": (0, 1, "Reference", {"Organization"}),
                 "partOf": (0, 1, "Reference", {"Location"})},
    "VerificationResult": {"target": (0, None, "Reference", None), "targetLocation": (0, None, "string"),
                           "need": (0, 1, "CodeableConcept"), "status": (1, 1, "code", "verification-status"),
                           "statusDate": (0, 1, "dateTime"), "validationType": (0, 1, "CodeableConcept"),
                           "validationProcess": (0, None, "CodeableConcept"), "lastPerformed": (0, 1, "dateTime"),
                           "nextScheduled": (0, 1, "date"), "failureAction": (0, 1, "CodeableConcept"),
                           "primarySource": (0, None, "PrimarySource")},
}
faults = []
known = set()
references = []


def fault(where, what):
    faults.append(f"{where}: {what}")


def check_primitive(value, kind, extra, where):
    if kind == "uri-or-name":
        if value not in RESOURCES:
            fault(where, f"{value!r} is no resource")
    elif not PRIMITIVE[kind](value):
        fault(where, f"{value!r} is no {kind}")
    if kind == "code" and extra is not None and value not in CODES[extra]:
        fault(where, f"{value!r} is not in {extra}")


def check_value(value, kind, extra, where):
    if kind in PRIMITIVE or kind == "uri-or-name":
        check_primitive(value, kind, extra, where)
        return
    check_object(value, {**PLAIN, **TYPES[kind]}, where)
    if kind == "Reference":
        references.append((where, value, extra))
    if kind == "Coding":
        check_coding(value, where)
    if kind == "ContactPoint" and "value" in value and "system" not in value:
        fault(where, "cpt-2: a value needs a system")
    if kind == "Period" and value.get("start", "") > value.get("end", "9999"):
        fault(where, "per-1: the start lies behind the end")


def check_coding(value, where):
    system, code = value.get("system"), value.get("code", "")
    if system in SYSTEMS and code not in SYSTEMS[system]:
        fault(where, f"{code!r} is not in {system}")
    if system == "http://nucc.org/provider-taxonomy" and not re.fullmatch(r"[0-9A-Z]{9}X", code):
        fault(where, f"{code!r} is no NUCC code")
    if "code" in value and system is None:
        fault(where, "a code without its system")


def check_object(value, elements, where):
    if not isinstance(value, dict) or not value:
        fault(where, "an object with something in it is needed")
        return
    for key in value:
        if key not in elements:
            fault(where, f"there is no element {key!r}")
    for key, rule in elements.items():
        least, most, kind = rule[:3]
        extra = rule[3] if len(rule) > 3 else None
        if key not in value:
            if least > 0:
                fault(where, f"{key} is missing")
            continue
        one = value[key]
        if most is None:
            if not isinstance(one, list) or not one:
                fault(f"{where}.{key}", "a list with something in it is needed")
                continue
            for i, item in enumerate(one):
                check_value(item, kind, extra, f"{where}.{key}[{i}]")
        else:
            check_value(one, kind, extra, f"{where}.{key}")


def check_npi(identifier, where):
    value = identifier.get("value", "")
    if identifier.get("system") != "http://hl7.org/fhir/sid/us-npi":
        return
    total = 24
    for i, digit in enumerate(reversed(value)):
        n = int(digit) * (2 if i % 2 else 1)
        total += n - 9 if n > 9 else n
    if not re.fullmatch(r"[12]\d{9}", value) or total % 10 != 0:
        fault(where, f"{value!r} is no NPI")


def check_resource(resource, kind, where):
    if resource.get("resourceType") != kind:
        fault(where, f"a {resource.get('resourceType')} in the file of {kind}")
        return
    check_object(resource, {**RESOURCE, **RESOURCES[kind]}, where)
    name = f"{kind}/{resource.get('id')}"
    if name in known:
        fault(where, f"{name} stands twice")
    known.add(name)
    for identifier in resource.get("identifier", []):
        check_npi(identifier, where)
    if kind == "Organization" and not ("name" in resource or "identifier" in resource):
        fault(where, "org-1: a name or an identifier is needed")


def check_references():
    for where, value, targets in references:
        if not any(key in value for key in ("reference", "identifier", "display")):
            fault(where, "ref: neither reference, identifier nor display")
        if "reference" not in value:
            continue
        kind = value["reference"].split("/")[0]
        if targets is not None and kind not in targets:
            fault(where, f"must not point to a {kind}")
        if value["reference"] not in known:
            fault(where, f"{value['reference']} is not there")


def main():
    folder = pathlib.Path(sys.argv[1])
    for kind in RESOURCES:
        for number, line in enumerate((folder / f"{kind}.ndjson").read_text(encoding="utf-8").splitlines(), 1):
            check_resource(json.loads(line), kind, f"{kind}:{number}")
    check_references()
    print("\n".join(faults) if faults else f"{len(known)} resources have their shape")
    return 1 if faults else 0


sys.exit(main())
