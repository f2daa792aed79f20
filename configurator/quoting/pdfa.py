"""What WeasyPrint's PDF/A-3a lacks to be PDF/UA-1 as well, added to its object tree before the file is written.

The PDF/UA mark must stand in the same `rdf:RDF` as the PDF/A one, with a description of its name space: validators do
not look into a second one.
"""

from typing import Any

UA_NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"

_UA_MARK = f"""<rdf:Description rdf:about="" xmlns:pdfuaid="{UA_NAMESPACE}">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{UA_NAMESPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of PDF/UA this file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
""".encode()
_END = b"</rdf:RDF>"


def mark_accessible(pdf: Any) -> None:
    """Declares PDF/UA-1 in the XMP of a pydyf PDF."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [_utf8(part).replace(_END, _UA_MARK + _END) for part in metadata.stream]


def name_attachments_once(pdf: Any) -> None:
    """Leaves each attachment once in the catalogue's list of associated files, where WeasyPrint puts it twice."""
    files = pdf.catalog.get("AF")
    if files is not None:
        files[:] = list(dict.fromkeys(_utf8(reference) for reference in files))


def _utf8(content: Any) -> bytes:
    return content if isinstance(content, bytes) else str(content).encode()
