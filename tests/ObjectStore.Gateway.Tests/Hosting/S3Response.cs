using System.Text;
using System.Xml.Linq;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record S3Response(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public XElement Xml => XDocument.Parse(Text).Root!;

    public string? this[string header] => Headers.GetValueOrDefault(header);

    /// <summary>The code of an error document.</summary>
    public string? Code => Body.Length == 0 ? null : Value("Code");

    /// <summary>The text of the first element of this name anywhere in the document.</summary>
    public string? Value(string element) => Xml.Descendants().FirstOrDefault(found => found.Name.LocalName == element)?.Value;

    /// <summary>The texts of all elements of this name.</summary>
    public string[] Values(string element) => [.. Xml.Descendants().Where(found => found.Name.LocalName == element).Select(found => found.Value)];
}
