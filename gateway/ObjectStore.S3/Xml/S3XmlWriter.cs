using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ObjectStore.S3.Xml;

/// <summary>Writes the XML of an answer as UTF-8, with the escapes that S3 uses: characters that XML 1.0 has not become numeric references.</summary>
/// <remarks>
/// Names are written as they are given and must be names of elements. Texts are UTF-8; a reader for XML 1.0 may refuse references to control
/// characters, U+FFFE and U+FFFF, which is why listings offer <c>encoding-type=url</c>. <see cref="XmlRequestReader"/> takes them, and as they are it would take none:
/// so whatever it read can be stored as this writes it. Used by one caller at a time.
/// </remarks>
public sealed class S3XmlWriter
{
    /// <summary>Namespace of all answers but errors.</summary>
    public const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private const int InitialBytes = 1024;

    /// <summary>First byte of U+FFFE and U+FFFF, and of some four thousand characters that are written as they are.</summary>
    private const byte FirstOfNoncharacters = 0xef;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. ControlBytes(), (byte)'&', (byte)'<', (byte)'>', (byte)'"', FirstOfNoncharacters]);

    private readonly ArrayBufferWriter<byte> _buffer = new(InitialBytes);

    /// <summary>The document so far; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    /// <summary>Writes the declaration and opens the root element.</summary>
    public void StartDocument(ReadOnlySpan<byte> root, bool hasNamespace = true) => StartDocument(root, hasNamespace ? Namespace : null);

    /// <summary>Writes the declaration and opens the root element, in a namespace of another service than S3, or in none.</summary>
    public void StartDocument(ReadOnlySpan<byte> root, string? xmlNamespace)
    {
        _buffer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<"u8);
        _buffer.Write(root);
        if (xmlNamespace is not null)
        {
            _buffer.Write(" xmlns=\""u8);
            Encoding.UTF8.GetBytes(xmlNamespace, _buffer);
            _buffer.Write("\""u8);
        }

        _buffer.Write(">"u8);
    }

    /// <summary>Opens an element.</summary>
    public void Start(ReadOnlySpan<byte> name)
    {
        _buffer.Write("<"u8);
        _buffer.Write(name);
        _buffer.Write(">"u8);
    }

    /// <summary>Closes an element.</summary>
    public void End(ReadOnlySpan<byte> name)
    {
        _buffer.Write("</"u8);
        _buffer.Write(name);
        _buffer.Write(">"u8);
    }

    /// <summary>An element with text as bytes of UTF-8.</summary>
    public void Element(ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8)
    {
        Start(name);
        Text(utf8);
        End(name);
    }

    /// <summary>An element with text; nothing at all when it is null.</summary>
    public void Element(ReadOnlySpan<byte> name, string? text)
    {
        if (text is null) return;
        Start(name);
        Text(text);
        End(name);
    }

    /// <summary>Text inside the element that is open.</summary>
    public void Text(string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Text(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>An element with a number.</summary>
    public void Element(ReadOnlySpan<byte> name, long value)
    {
        Start(name);
        var destination = _buffer.GetSpan(20);
        Utf8Formatter.TryFormat(value, destination, out var written);
        _buffer.Advance(written);
        End(name);
    }

    /// <summary>An element with <c>true</c> or <c>false</c>.</summary>
    public void Element(ReadOnlySpan<byte> name, bool value) => Element(name, value ? "true"u8 : "false"u8);

    /// <summary>An element with the time of an event as S3 shows it: UTC in whole seconds, as in the header <c>Last-Modified</c>, with milliseconds that are zero.</summary>
    public void Element(ReadOnlySpan<byte> name, DateTimeOffset time) => Time(name, time, "yyyy-MM-ddTHH:mm:ss.000Z");

    /// <summary>An element with a time that a client has set: UTC with its milliseconds.</summary>
    public void ExactTime(ReadOnlySpan<byte> name, DateTimeOffset time) => Time(name, time, "yyyy-MM-ddTHH:mm:ss.fffZ");

    private void Time(ReadOnlySpan<byte> name, DateTimeOffset time, string format)
    {
        Start(name);
        time.UtcDateTime.TryFormat(_buffer.GetSpan(32), out var written, format, CultureInfo.InvariantCulture);
        _buffer.Advance(written);
        End(name);
    }

    /// <summary>An element with an entity tag, in quotes.</summary>
    public void ETag(string etag)
    {
        _buffer.Write("<ETag>&quot;"u8);
        Encoding.UTF8.GetBytes(etag, _buffer);
        _buffer.Write("&quot;</ETag>"u8);
    }

    private void Text(ReadOnlySpan<byte> utf8)
    {
        while (utf8.IndexOfAny(Escaped) is var next and >= 0)
        {
            _buffer.Write(utf8[..next]);
            utf8 = utf8[next..];
            utf8 = utf8[(utf8[0] == FirstOfNoncharacters ? WriteWideCharacter(utf8) : Escape(utf8[0]))..];
        }

        _buffer.Write(utf8);
    }

    /// <summary>Writes U+FFFE and U+FFFF as references, and of any other character its first byte; gives how many bytes that were.</summary>
    private int WriteWideCharacter(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.StartsWith("\uFFFE"u8) && !utf8.StartsWith("\uFFFF"u8))
        {
            _buffer.Write(utf8[..1]);
            return 1;
        }

        _buffer.Write(utf8.StartsWith("\uFFFE"u8) ? "&#xFFFE;"u8 : "&#xFFFF;"u8);
        return 3;
    }

    /// <summary>Writes a character of one byte that is escaped; gives its length.</summary>
    private int Escape(byte value)
    {
        switch (value)
        {
            case (byte)'&':
                _buffer.Write("&amp;"u8);
                break;
            case (byte)'<':
                _buffer.Write("&lt;"u8);
                break;
            case (byte)'>':
                _buffer.Write("&gt;"u8);
                break;
            case (byte)'"':
                _buffer.Write("&quot;"u8);
                break;
            default:
                Span<byte> reference = [(byte)'&', (byte)'#', (byte)'x', 0, 0, (byte)';'];
                Utf8Formatter.TryFormat(value, reference[3..5], out _, new StandardFormat('X', 2));
                _buffer.Write(reference);
                break;
        }

        return 1;
    }

    private static byte[] ControlBytes()
    {
        var bytes = new byte[0x20];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)i;
        return bytes;
    }
}
