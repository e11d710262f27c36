"""Small fictional documents in the forms of patent offices; nothing here is from a real file."""

from __future__ import annotations

import zipfile
from pathlib import Path

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def grant(number: str = "09000001", title: str = "Stirring device") -> str:
    """A US grant of today's red book, as the weekly files hold them one after the other."""
    return f"""{XML}<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v45-2014-04-03.dtd" [ ]>
<us-patent-grant lang="EN" country="US" id="us-patent-grant">
<us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>{number}</doc-number>
<kind>B2</kind><date>20200204</date></document-id></publication-reference>
<application-reference appl-type="utility"><document-id><country>US</country>
<doc-number>15000{number[-3:]}</doc-number><date>20180305</date></document-id>
</application-reference>
<priority-claims><priority-claim sequence="01" kind="national"><country>DE</country>
<doc-number>10 2017 200 001</doc-number><date>20170306</date></priority-claim></priority-claims>
<classifications-ipcr><classification-ipcr><section>B</section><class>01</class>
<subclass>F</subclass><main-group>27</main-group><subgroup>80</subgroup></classification-ipcr>
</classifications-ipcr>
<classifications-cpc><main-cpc><classification-cpc><section>B</section><class>01</class>
<subclass>F</subclass><main-group>27</main-group><subgroup>808</subgroup></classification-cpc>
</main-cpc></classifications-cpc>
<invention-title id="t">{title} with H<sub>2</sub>O&nbsp;&agr;</invention-title>
<us-references-cited><us-citation><patcit num="1"><document-id><country>US</country>
<doc-number>4000001</doc-number><kind>A</kind></document-id></patcit></us-citation>
</us-references-cited>
<number-of-claims>2</number-of-claims>
<us-related-documents><division><relation><parent-doc><document-id><country>US</country>
<doc-number>14000009</doc-number></document-id></parent-doc></relation></division>
</us-related-documents>
<us-parties><us-applicants><us-applicant sequence="1"><addressbook><last-name>Muster</last-name>
<first-name>Max</first-name></addressbook></us-applicant></us-applicants>
<inventors><inventor><addressbook><last-name>Muster</last-name><first-name>Max</first-name>
</addressbook></inventor></inventors></us-parties>
<assignees><assignee><addressbook><orgname>Ruehrwerk GmbH</orgname><address><city>Ulm</city>
<country>DE</country></address></addressbook></assignee>
<assignee><orgname>Stir &amp; Co.</orgname></assignee></assignees>
<pct-or-regional-publishing-data><document-id><country>WO</country>
<doc-number>WO2018/162001</doc-number>
<kind>A1</kind></document-id></pct-or-regional-publishing-data>
</us-bibliographic-data-grant>
<abstract id="abstract"><p>A vessel is stirred.</p></abstract>
<description><p>Not read.</p></description>
<claims><claim num="1"><claim-text>1. A device, comprising:
<claim-text>a vessel; and</claim-text><claim-text>a blade.</claim-text></claim-text></claim>
<claim num="2"><claim-text>2. The device of <claim-ref idref="x">claim 1</claim-ref>.</claim-text>
</claim></claims>
</us-patent-grant>
"""


SGML = """<!DOCTYPE PATDOC PUBLIC "-//USPTO//DTD ST.32 US PATENT GRANT V2.4 2000-09-20//EN" [
<!ENTITY US06300001-20011009-D00000.TIF SYSTEM "US06300001-20011009-D00000.TIF" NDATA TIF>
]>
<PATDOC DTD="2.4" STATUS="BUILD 20001129"><SDOBI><B100><B110><DNUM><PDAT>06300001</PDAT></DNUM>
</B110>
<B130><PDAT>B1</PDAT></B130><B140><DATE><PDAT>20011009</PDAT></DATE></B140>
<B190><PDAT>US</PDAT></B190></B100>
<B200><B210><DNUM><PDAT>09200001</PDAT></DNUM></B210><B220><DATE><PDAT>19990102</PDAT></DATE>
</B220></B200>
<B500><B510><B511><PDAT>G06F 1760</PDAT></B511><B512><PDAT>B01F  708</PDAT></B512></B510>
<B540><STEXT><PDAT>Mixer&mdash;small</PDAT></STEXT></B540>
<B560><B561><PCIT><DOC><DNUM><PDAT>5000001</PDAT></DNUM><KIND><PDAT>A</PDAT></KIND></DOC></PCIT>
<CITED-BY-EXAMINER></B561><B561><PCIT><DOC><DNUM><PDAT>0000001</PDAT></DNUM><CTRY><PDAT>EP</PDAT>
</CTRY>
<KIND><PDAT>A1</PDAT></KIND></DOC></PCIT><CITED-BY-OTHER></B561></B560>
<B570><B577><PDAT>1</PDAT></B577></B570></B500>
<B700><B720><B721><PARTY-US><NAM><FNM><PDAT>Ada</PDAT></FNM><SNM><STEXT><PDAT>Muster</PDAT></STEXT>
</SNM></NAM>
<ADR><CITY><PDAT>Bern</PDAT></CITY><CTRY><PDAT>CH</PDAT></CTRY></ADR></PARTY-US></B721></B720>
</B700>
</SDOBI><SDOAB><BTEXT><PARA ID="P-1" LVL=0><PTEXT><PDAT>It mixes &lt;all&gt;.</PDAT>
<EMI FILE="x.TIF" ID=EMI1></PTEXT></PARA></BTEXT></SDOAB>
<SDOCL><CL><CLM ID="C1"><PARA ID="P-2" LVL="0"><PTEXT><PDAT>1. A mixer, comprising:</PDAT></PTEXT>
</PARA>
<CLMSTEP LVL="2"><PTEXT><PDAT>a blade.</PDAT></PTEXT></CLMSTEP></CLM></CL></SDOCL></PATDOC>
"""


def ops(*documents: str) -> str:
    """An answer of OPS, all of it on one line as the service sends it."""
    inner = "".join(documents)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ops:world-patent-data '
        'xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">'
        f"{inner}</ops:world-patent-data>"
    )


def reference(country: str, number: str, kind: str, day: str = "20200102") -> str:
    """A publication reference in DOCDB and EPODOC form."""
    return (
        '<publication-reference><document-id document-id-type="docdb">'
        f"<country>{country}</country><doc-number>{number}</doc-number><kind>{kind}</kind>"
        f'<date>{day}</date></document-id><document-id document-id-type="epodoc">'
        f"<doc-number>{country}{number}</doc-number></document-id></publication-reference>"
    )


_EXCHANGE = """<exchange-documents>
<exchange-document country="{country}" family-id="{family}"><bibliographic-data>{reference}
<classifications-ipcr><classification-ipcr><text>B01F  27/    80            A I</text>
</classification-ipcr></classifications-ipcr>
<patent-classifications>
<patent-classification><classification-scheme office="EP" scheme="CPCI"/><section>B</section>
<class>01</class><subclass>F</subclass><main-group>27</main-group><subgroup>808</subgroup>
</patent-classification>
<patent-classification><classification-scheme office="US" scheme="UC"/>
<classification-symbol>366/1</classification-symbol></patent-classification>
</patent-classifications>
<application-reference><document-id document-id-type="docdb"><country>EP</country>
<doc-number>19200001</doc-number><kind>A</kind></document-id></application-reference>
<priority-claims><priority-claim sequence="1"><document-id document-id-type="docdb">
<country>DE</country><doc-number>102018200001</doc-number><kind>A</kind><date>20180305</date>
</document-id></priority-claim></priority-claims>
<parties><applicants>
<applicant sequence="1" data-format="epodoc"><applicant-name><name>RUEHRWERK GMBH\u2002[DE]</name>
</applicant-name></applicant>
<applicant sequence="1" data-format="original"><applicant-name><name>Rührwerk GmbH,</name>
</applicant-name></applicant>
</applicants></parties>
<invention-title lang="de">Rührer</invention-title>
<invention-title lang="en">Stirrer</invention-title>
</bibliographic-data><abstract lang="en"><p>It stirs.</p></abstract>
</exchange-document></exchange-documents>"""


def exchange(country: str, number: str, kind: str, family: str = "70000001") -> str:
    """An exchange document with titles in two languages and parties in two formats."""
    publication = reference(country, number, kind)
    return _EXCHANGE.format(country=country, family=family, reference=publication).replace("\n", "")


def family(*members: str) -> str:
    """A patent family as OPS answers it."""
    inner = "".join(
        f'<ops:family-member family-id="70000001">{member}</ops:family-member>'
        for member in members
    )
    return f"<ops:patent-family>{inner}</ops:patent-family>"


def legal(code: str, words: str, day: str, inside: str = "", office: str = "EP") -> str:
    """A legal event as OPS answers it."""
    return (
        f'<ops:legal code="{code:4}" desc="{words}"><ops:L001EP>{office}</ops:L001EP>'
        f"<ops:L007EP>{day}</ops:L007EP><ops:L500EP>{inside}</ops:L500EP></ops:legal>"
    )


CNIPA = """<?xml version="1.0" encoding="{encoding}" standalone="no"?>
<!DOCTYPE business:PatentDocumentAndRelated SYSTEM "/DTDS/ipphdb-entities.dtd"[]>
<business:PatentDocumentAndRelated xmlns:base="http://b" xmlns:business="http://u"
 lang="zh" country="CN">
<business:BibliographicData><business:PublicationReference dataFormat="original"><base:DocumentID>
<base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>110000001</base:DocNumber>
<base:Kind>B</base:Kind>
<base:Date>20200310</base:Date></base:DocumentID></business:PublicationReference>
<business:ApplicationReference dataFormat="original"><base:DocumentID>
<base:WIPOST3Code>CN</base:WIPOST3Code>
<base:DocNumber>202010302257.8</base:DocNumber><base:Date>20190102</base:Date></base:DocumentID>
</business:ApplicationReference>
<business:InventionTitle lang="zh">一种搅拌装置</business:InventionTitle>
<business:Parties><business:ApplicantDetails><business:Applicant><base:AddressBook>
<base:Name>甲大学</base:Name>
<base:Address><base:City>0</base:City><base:WIPOST3Code>CN</base:WIPOST3Code>
<base:Text>某省某市</base:Text>
</base:Address></base:AddressBook></business:Applicant><business:Applicant><base:AddressBook>
<base:Name>乙公司</base:Name></base:AddressBook></business:Applicant></business:ApplicantDetails>
</business:Parties></business:BibliographicData>
<business:Abstract><base:Paragraphs>搅拌。</base:Paragraphs></business:Abstract>
<business:Claims><business:Claim><business:ClaimText>1.一种装置，其特征在于，包括：</business:ClaimText>
<business:ClaimText>桨。</business:ClaimText></business:Claim></business:Claims>
</business:PatentDocumentAndRelated>
"""


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a document."""
    path.write_bytes(text.encode(encoding))
    return path


def write_zip(path: Path, members: dict[str, str]) -> Path:
    """Write documents into a ZIP."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path
