using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Xml;
using ObjectStore.S3.Websites;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutBucketWebsite, and as the configuration is stored.</summary>
public static class WebsiteRequest
{
    /// <summary>Most bytes of the body: fifty rules of usual length fit many times.</summary>
    public const int BytesMax = 128 << 10;

    /// <summary>False when the document is not one. What it says is not checked: <see cref="WebsiteConfiguration.Check"/>.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out WebsiteConfiguration? configuration)
    {
        configuration = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "WebsiteConfiguration");
            var parsed = ReadConfiguration(reader);
            reader.ReadEnd();
            configuration = parsed;
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>The answer of GetBucketWebsite.</summary>
    public static S3XmlWriter Render(WebsiteConfiguration configuration)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("WebsiteConfiguration"u8);
        if (configuration.RedirectAll is { } all)
        {
            xml.Start("RedirectAllRequestsTo"u8);
            xml.Element("HostName"u8, all.HostName);
            xml.Element("Protocol"u8, all.Protocol);
            xml.End("RedirectAllRequestsTo"u8);
        }

        RenderOne(xml, "IndexDocument"u8, "Suffix"u8, configuration.IndexSuffix);
        RenderOne(xml, "ErrorDocument"u8, "Key"u8, configuration.ErrorKey);
        if (configuration.Rules.Count > 0)
        {
            xml.Start("RoutingRules"u8);
            foreach (var rule in configuration.Rules) RenderRule(xml, rule);
            xml.End("RoutingRules"u8);
        }

        xml.End("WebsiteConfiguration"u8);
        return xml;
    }

    private static void RenderOne(S3XmlWriter xml, ReadOnlySpan<byte> outer, ReadOnlySpan<byte> inner, string? text)
    {
        if (text is null) return;
        xml.Start(outer);
        xml.Element(inner, text);
        xml.End(outer);
    }

    private static void RenderRule(S3XmlWriter xml, RoutingRule rule)
    {
        xml.Start("RoutingRule"u8);
        if (rule.Condition is { } condition)
        {
            xml.Start("Condition"u8);
            xml.Element("KeyPrefixEquals"u8, condition.KeyPrefix);
            if (condition.ErrorStatus is { } status) xml.Element("HttpErrorCodeReturnedEquals"u8, status);
            xml.End("Condition"u8);
        }

        var redirect = rule.Redirect;
        xml.Start("Redirect"u8);
        xml.Element("Protocol"u8, redirect.Protocol);
        xml.Element("HostName"u8, redirect.HostName);
        xml.Element("ReplaceKeyPrefixWith"u8, redirect.ReplaceKeyPrefixWith);
        xml.Element("ReplaceKeyWith"u8, redirect.ReplaceKeyWith);
        if (redirect.Status is { } code) xml.Element("HttpRedirectCode"u8, code);
        xml.End("Redirect"u8);
        xml.End("RoutingRule"u8);
    }

    private static WebsiteConfiguration ReadConfiguration(XmlRequestReader reader)
    {
        var parsed = new WebsiteConfiguration();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.TryReadChild(0, out var name))
        {
            if (!seen.Add(name)) throw Unexpected(name);
            parsed = name switch
            {
                "RedirectAllRequestsTo" => parsed with { RedirectAll = ReadRedirectAll(reader) },

                // Without a suffix it is told apart from a website that has no index document at all.
                "IndexDocument" => parsed with { IndexSuffix = ReadOne(reader, "Suffix") ?? "" },
                "ErrorDocument" => parsed with { ErrorKey = ReadOne(reader, "Key") ?? throw Unexpected(name) },
                "RoutingRules" => parsed with { Rules = ReadRules(reader) },
                _ => throw Unexpected(name),
            };
        }

        return parsed;
    }

    private static string? ReadOne(XmlRequestReader reader, string element) => ReadTexts(reader, 1, element).GetValueOrDefault(element);

    private static WebsiteRedirectAll ReadRedirectAll(XmlRequestReader reader)
    {
        var texts = ReadTexts(reader, 1, "HostName", "Protocol");
        return new WebsiteRedirectAll(texts.GetValueOrDefault("HostName") ?? throw Unexpected("RedirectAllRequestsTo"), texts.GetValueOrDefault("Protocol"));
    }

    private static List<RoutingRule> ReadRules(XmlRequestReader reader)
    {
        var rules = new List<RoutingRule>();
        while (reader.TryReadChild(1, out var name))
        {
            if (name != "RoutingRule") throw Unexpected(name);
            rules.Add(ReadRule(reader));
        }

        return rules.Count > 0 ? rules : throw Unexpected("RoutingRules");
    }

    private static RoutingRule ReadRule(XmlRequestReader reader)
    {
        RoutingCondition? condition = null;
        RoutingRedirect? redirect = null;
        while (reader.TryReadChild(2, out var name))
        {
            switch (name)
            {
                case "Condition" when condition is null: condition = ReadCondition(reader); break;
                case "Redirect" when redirect is null: redirect = ReadRedirect(reader); break;
                default: throw Unexpected(name);
            }
        }

        return new RoutingRule(condition, redirect ?? throw Unexpected("RoutingRule"));
    }

    private static RoutingCondition ReadCondition(XmlRequestReader reader)
    {
        var texts = ReadTexts(reader, 3, "KeyPrefixEquals", "HttpErrorCodeReturnedEquals");
        return new RoutingCondition(texts.GetValueOrDefault("KeyPrefixEquals"), StatusOf(texts, "HttpErrorCodeReturnedEquals"));
    }

    private static RoutingRedirect ReadRedirect(XmlRequestReader reader)
    {
        var texts = ReadTexts(reader, 3, "Protocol", "HostName", "ReplaceKeyPrefixWith", "ReplaceKeyWith", "HttpRedirectCode");
        if (texts.Count == 0) throw Unexpected("Redirect");
        return new RoutingRedirect
        {
            Protocol = texts.GetValueOrDefault("Protocol"),
            HostName = texts.GetValueOrDefault("HostName"),
            ReplaceKeyPrefixWith = texts.GetValueOrDefault("ReplaceKeyPrefixWith"),
            ReplaceKeyWith = texts.GetValueOrDefault("ReplaceKeyWith"),
            Status = StatusOf(texts, "HttpRedirectCode"),
        };
    }

    private static int? StatusOf(Dictionary<string, string> texts, string name)
    {
        if (!texts.TryGetValue(name, out var text)) return null;
        return int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : throw Unexpected(name);
    }

    /// <summary>The texts of the children of the element that was moved to, each there at most once, and none but these.</summary>
    private static Dictionary<string, string> ReadTexts(XmlRequestReader reader, int depth, params ReadOnlySpan<string> names)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.TryReadChild(depth, out var name))
        {
            if (!names.Contains(name) || !texts.TryAdd(name, Encoding.UTF8.GetString(reader.ReadUtf8()))) throw Unexpected(name);
        }

        return texts;
    }

    private static XmlException Unexpected(string name) => new($"The element {name} is not expected, not whole, or there twice.");
}
