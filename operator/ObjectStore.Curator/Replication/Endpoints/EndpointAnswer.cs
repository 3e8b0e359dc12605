using System.Xml;
using System.Xml.Linq;

namespace ObjectStore.Curator.Replication.Endpoints;

/// <summary>What an endpoint answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ETag">Entity tag without quotes, or null.</param>
/// <param name="VersionId">The version, or null.</param>
/// <param name="HasExisted">Whether the target, a store of this kind, had the version before.</param>
/// <param name="Length">Length of the body as it was announced, or null.</param>
/// <param name="Text">The body, as far as it is read.</param>
internal sealed record EndpointAnswer(int Status, string? ETag, string? VersionId, bool HasExisted, long? Length, string Text)
{
    /// <summary>Codes of S3 are shorter. What a target says is stored for people, many times over.</summary>
    private const int CodeLengthMax = 64;

    private static readonly XmlReaderSettings Reading = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Why it is none, for people.</summary>
    public string Reason => Element("Code") is { Length: > 0 and <= CodeLengthMax } code ? FormattableString.Invariant($"HTTP {Status} {code}") : FormattableString.Invariant($"HTTP {Status}");

    /// <summary>Text of the first element of a name, or null.</summary>
    public string? Element(string name)
    {
        if (Text.Length == 0) return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(Text), Reading);
            return XDocument.Load(reader).Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
