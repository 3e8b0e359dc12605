using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml;
using ObjectStore.S3.Cors;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutBucketCors, and as the rules are stored.</summary>
public static class CorsRequest
{
    /// <summary>Most bytes of the body (Amazon S3 user guide, "CORS configuration").</summary>
    public const int BytesMax = 64 << 10;

    private const int IdLengthMax = 255;

    /// <summary>False when the document is not one, or a rule lacks what it needs. What the rules say is for <see cref="CorsRules.Check"/>.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out CorsRules? rules)
    {
        rules = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "CORSConfiguration");
            var parsed = new List<CorsRule>();
            while (reader.TryReadChild(0, out var name))
            {
                if (name != "CORSRule" || !TryReadRule(reader, out var rule)) return false;
                parsed.Add(rule);
            }

            reader.ReadEnd();
            rules = new CorsRules(parsed);
            return parsed.Count > 0;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>The answer of GetBucketCors.</summary>
    public static S3XmlWriter Render(CorsRules rules)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("CORSConfiguration"u8);
        foreach (var rule in rules.Rules)
        {
            xml.Start("CORSRule"u8);
            xml.Element("ID"u8, rule.Id);
            foreach (var method in rule.AllowedMethods) xml.Element("AllowedMethod"u8, method);
            foreach (var origin in rule.AllowedOrigins) xml.Element("AllowedOrigin"u8, origin);
            foreach (var header in rule.AllowedHeaders) xml.Element("AllowedHeader"u8, header);
            foreach (var header in rule.ExposeHeaders) xml.Element("ExposeHeader"u8, header);
            if (rule.MaxAgeSeconds is { } age) xml.Element("MaxAgeSeconds"u8, age);
            xml.End("CORSRule"u8);
        }

        xml.End("CORSConfiguration"u8);
        return xml;
    }

    private static bool TryReadRule(XmlRequestReader reader, [NotNullWhen(true)] out CorsRule? rule)
    {
        rule = null;
        List<string> origins = [], methods = [], headers = [], exposed = [];
        string? id = null;
        int? age = null;
        while (reader.TryReadChild(1, out var name))
        {
            var text = reader.ReadText().Trim();
            switch (name)
            {
                case "ID": id = text; break;
                case "AllowedOrigin": origins.Add(text); break;
                case "AllowedMethod": methods.Add(text); break;
                case "AllowedHeader": headers.Add(text); break;
                case "ExposeHeader": exposed.Add(text); break;
                case "MaxAgeSeconds" when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds): age = seconds; break;
                default: return false;
            }
        }

        rule = new CorsRule { Id = id, AllowedOrigins = origins, AllowedMethods = methods, AllowedHeaders = headers, ExposeHeaders = exposed, MaxAgeSeconds = age };
        return IsWhole(rule);
    }

    private static bool IsWhole(CorsRule rule) =>
        rule.AllowedOrigins.Count > 0 && rule.AllowedMethods.Count > 0 && rule.AllowedOrigins.All(HasText) && rule.AllowedHeaders.All(HasText) && rule.ExposeHeaders.All(HasText)
        && (rule.Id?.Length ?? 0) <= IdLengthMax;

    private static bool HasText(string text) => text.Length > 0;
}
