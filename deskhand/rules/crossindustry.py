"""An invoice as data: the Cross Industry Invoice in the profile EN 16931 (ZUGFeRD, Factur-X).

The order of the elements is that of the schema. Amounts are decimals with the places of their
currency; those of a credit note are given as what is given back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as Tree

_URN = "urn:un:unece:uncefact:data"
SPACES = {
    "rsm": f"{_URN}:standard:CrossIndustryInvoice:100",
    "ram": f"{_URN}:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_URN}:standard:UnqualifiedDataType:100",
    "qdt": f"{_URN}:standard:QualifiedDataType:100",
}
GUIDELINE = "urn:cen.eu:en16931:2017"
INVOICE, CREDIT = "380", "381"
UNITS = {"h": "HUR", "min": "MIN", "km": "KMT", "m": "MTR", "day": "DAY", "month": "MON"}
PIECE = "C62"
# Outside of the scope of tax no rate is said.
OUTSIDE = "O"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    name: str
    street: str = ""
    more: str = ""
    postcode: str = ""
    city: str = ""
    country: str
    vat_id: str = ""
    tax_number: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    category: str
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    category: str
    percent: Decimal
    net: Decimal
    amount: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """All that the data says; `credits` is the number of the invoice that a credit note is for."""

    number: str
    is_credit: bool
    issued_on: date
    due_on: date
    period: tuple[date, date]
    currency: str
    seller: Party
    buyer: Party
    reference: str
    iban: str
    bic: str
    notes: Sequence[str]
    items: Sequence[Item]
    taxes: Sequence[Tax]
    net: Decimal
    tax: Decimal
    total: Decimal
    credits: str = ""
    credited_on: date | None = None


class _Writer:
    """Writes elements below one another; names bear the prefix of their space."""

    def __init__(self, root: Tree.Element) -> None:
        self.at = root

    def under(self, name: str) -> "_Writer":
        return _Writer(Tree.SubElement(self.at, _full(name)))

    def say(self, name: str, text: object, attributes: Mapping[str, str] | None = None) -> None:
        if text not in {"", None}:
            Tree.SubElement(self.at, _full(name), dict(attributes or {})).text = str(text)

    def day(self, name: str, day: date) -> None:
        self.under(name).say("udt:DateTimeString", f"{day:%Y%m%d}", {"format": "102"})


def _full(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{SPACES[prefix]}}}{local}"


def written(document: Document) -> bytes:
    """Return the document as XML in UTF-8."""
    for prefix, space in SPACES.items():
        Tree.register_namespace(prefix, space)
    root = Tree.Element(_full("rsm:CrossIndustryInvoice"))
    top = _Writer(root)
    context = top.under("rsm:ExchangedDocumentContext")
    context.under("ram:GuidelineSpecifiedDocumentContextParameter").say("ram:ID", GUIDELINE)
    _head(top.under("rsm:ExchangedDocument"), document)
    trade = top.under("rsm:SupplyChainTradeTransaction")
    for place, item in enumerate(document.items, 1):
        _item(trade.under("ram:IncludedSupplyChainTradeLineItem"), place, item)
    _agreement(trade.under("ram:ApplicableHeaderTradeAgreement"), document)
    delivery = trade.under("ram:ApplicableHeaderTradeDelivery")
    delivery.under("ram:ActualDeliverySupplyChainEvent").day(
        "ram:OccurrenceDateTime", document.period[1]
    )
    _settlement(trade.under("ram:ApplicableHeaderTradeSettlement"), document)
    text: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _head(at: _Writer, document: Document) -> None:
    at.say("ram:ID", document.number)
    at.say("ram:TypeCode", CREDIT if document.is_credit else INVOICE)
    at.day("ram:IssueDateTime", document.issued_on)
    for words in document.notes:
        if words:
            at.under("ram:IncludedNote").say("ram:Content", words)


def _item(at: _Writer, place: int, item: Item) -> None:
    at.under("ram:AssociatedDocumentLineDocument").say("ram:LineID", place)
    at.under("ram:SpecifiedTradeProduct").say("ram:Name", item.name)
    price = at.under("ram:SpecifiedLineTradeAgreement").under("ram:NetPriceProductTradePrice")
    price.say("ram:ChargeAmount", _plain(item.price))
    unit = {"unitCode": UNITS.get(item.unit, PIECE)}
    at.under("ram:SpecifiedLineTradeDelivery").say(
        "ram:BilledQuantity", _plain(item.quantity), unit
    )
    settled = at.under("ram:SpecifiedLineTradeSettlement")
    tax = settled.under("ram:ApplicableTradeTax")
    tax.say("ram:TypeCode", "VAT")
    tax.say("ram:CategoryCode", item.category)
    if item.category != OUTSIDE:
        tax.say("ram:RateApplicablePercent", _plain(item.percent))
    settled.under("ram:SpecifiedTradeSettlementLineMonetarySummation").say(
        "ram:LineTotalAmount", item.amount
    )


def _agreement(at: _Writer, document: Document) -> None:
    at.say("ram:BuyerReference", document.reference)
    _party(at.under("ram:SellerTradeParty"), document.seller)
    _party(at.under("ram:BuyerTradeParty"), document.buyer)


def _party(at: _Writer, party: Party) -> None:
    at.say("ram:Name", party.name)
    place = at.under("ram:PostalTradeAddress")
    place.say("ram:PostcodeCode", party.postcode)
    place.say("ram:LineOne", party.street)
    place.say("ram:LineTwo", party.more)
    place.say("ram:CityName", party.city)
    place.say("ram:CountryID", party.country)
    if party.email:
        at.under("ram:URIUniversalCommunication").say("ram:URIID", party.email, {"schemeID": "EM"})
    for number, scheme in ((party.tax_number, "FC"), (party.vat_id, "VA")):
        if number:
            at.under("ram:SpecifiedTaxRegistration").say("ram:ID", number, {"schemeID": scheme})


def _settlement(at: _Writer, document: Document) -> None:
    at.say("ram:PaymentReference", document.number)
    at.say("ram:InvoiceCurrencyCode", document.currency)
    if document.iban:
        _means(at.under("ram:SpecifiedTradeSettlementPaymentMeans"), document)
    for tax in document.taxes:
        _tax(at.under("ram:ApplicableTradeTax"), tax)
    period = at.under("ram:BillingSpecifiedPeriod")
    period.day("ram:StartDateTime", document.period[0])
    period.day("ram:EndDateTime", document.period[1])
    at.under("ram:SpecifiedTradePaymentTerms").day("ram:DueDateDateTime", document.due_on)
    sums = at.under("ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    sums.say("ram:LineTotalAmount", document.net)
    sums.say("ram:TaxBasisTotalAmount", document.net)
    sums.say("ram:TaxTotalAmount", document.tax, {"currencyID": document.currency})
    sums.say("ram:GrandTotalAmount", document.total)
    sums.say("ram:DuePayableAmount", document.total)
    if document.credits:
        before = at.under("ram:InvoiceReferencedDocument")
        before.say("ram:IssuerAssignedID", document.credits)
        if document.credited_on:
            day = before.under("ram:FormattedIssueDateTime")
            day.say("qdt:DateTimeString", f"{document.credited_on:%Y%m%d}", {"format": "102"})


def _means(at: _Writer, document: Document) -> None:
    # A transfer to this account.
    at.say("ram:TypeCode", "30")
    at.under("ram:PayeePartyCreditorFinancialAccount").say("ram:IBANID", document.iban)
    if document.bic:
        at.under("ram:PayeeSpecifiedCreditorFinancialInstitution").say("ram:BICID", document.bic)


def _tax(at: _Writer, tax: Tax) -> None:
    at.say("ram:CalculatedAmount", tax.amount)
    at.say("ram:TypeCode", "VAT")
    at.say("ram:ExemptionReason", tax.reason)
    at.say("ram:BasisAmount", tax.net)
    at.say("ram:CategoryCode", tax.category)
    if tax.category != OUTSIDE:
        at.say("ram:RateApplicablePercent", _plain(tax.percent))


def _plain(number: Decimal) -> str:
    """Without needless places, and never with an exponent."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text
