using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using System.Xml.Schema;

namespace ObjectStore.S3.Xml;

/// <summary>
/// Reads the XML of a request body strictly forward. Document types are prohibited, nothing is resolved or expanded, and depth, names and
/// attributes are bounded; the caller bounds the size by what it hands over. Elements may have the S3 namespace or none.
/// </summary>
/// <remarks>The methods that read throw <see cref="XmlException"/> on what is not well-formed or not as expected; the parsers of requests catch it.</remarks>
internal sealed class XmlRequestReader : IDisposable
{
    private const int DepthMax = 16;

    private static readonly XmlReaderSettings Template = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,

        // A key may consist of blanks alone; between elements they are passed by hand.
        IgnoreWhitespace = false,

        // Keys may hold control characters, which clients send as numeric references.
        CheckCharacters = false,
        CloseInput = true,
    };

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly RequestNameTable _names = new();
    private readonly XmlReader _reader;

    private XmlRequestReader(Stream document)
    {
        var settings = Template.Clone();
        settings.NameTable = _names;
        _reader = XmlReader.Create(document, settings);
    }

    /// <summary>Opens a document, which stays borrowed, and steps into its root element.</summary>
    public static XmlRequestReader Open(ReadOnlyMemory<byte> document, string rootName)
    {
        var stream = MemoryMarshal.TryGetArray(document, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(document.ToArray(), writable: false);
        var reader = new XmlRequestReader(stream);
        if (reader._reader.MoveToContent() != XmlNodeType.Element || reader.ElementName() != rootName) throw new XmlException("Another root element was expected.");
        return reader;
    }

    /// <summary>
    /// Moves to the next child of the element at <paramref name="depth"/> (the root has depth 0): call <see cref="ReadText"/>,
    /// <see cref="Skip"/> or this with the next depth before the next call. False at the end of the element, which is then passed.
    /// </summary>
    public bool TryReadChild(int depth, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (_reader.Depth == depth && _reader.NodeType == XmlNodeType.Element)
        {
            var isEmpty = _reader.IsEmptyElement;
            Read();
            if (isEmpty) return false;
        }

        while (_reader.NodeType is XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace) Read();
        if (_reader.NodeType == XmlNodeType.EndElement && _reader.Depth == depth)
        {
            Read();
            return false;
        }

        if (_reader.NodeType != XmlNodeType.Element || _reader.Depth != depth + 1) throw new XmlException("An element was expected.");
        name = ElementName();
        return true;
    }

    /// <summary>The <c>xsi:type</c> of the element that was moved to, or null.</summary>
    public string? ElementType() => _reader.GetAttribute("type", XmlSchema.InstanceNamespace);

    /// <summary>Text of the element that was moved to, passing it.</summary>
    public string ReadText()
    {
        _names.NextNode();
        return _reader.ReadElementContentAsString();
    }

    /// <summary>The same as bytes of UTF-8; refuses lone surrogates.</summary>
    public byte[] ReadUtf8()
    {
        try
        {
            return StrictUtf8.GetBytes(ReadText());
        }
        catch (EncoderFallbackException exception)
        {
            throw new XmlException("The text is not Unicode.", exception);
        }
    }

    /// <summary>Passes the element that was moved to with all that is in it.</summary>
    public void Skip()
    {
        var depth = _reader.Depth;
        if (_reader.IsEmptyElement)
        {
            Read();
            return;
        }

        while (Read() && !(_reader.NodeType == XmlNodeType.EndElement && _reader.Depth == depth))
        {
            if (_reader.Depth > DepthMax) throw new XmlException("The document is nested too deeply.");
        }

        Read();
    }

    /// <summary>Checks that nothing but comments follows.</summary>
    public void ReadEnd()
    {
        if (!_reader.EOF && _reader.MoveToContent() != XmlNodeType.None) throw new XmlException("The document goes on after its root element.");
    }

    public void Dispose() => _reader.Dispose();

    private bool Read()
    {
        _names.NextNode();
        return _reader.Read();
    }

    private string ElementName() =>
        _reader.NamespaceURI is "" or S3XmlWriter.Namespace ? _reader.LocalName : throw new XmlException("The element is in an unknown namespace.");
}
