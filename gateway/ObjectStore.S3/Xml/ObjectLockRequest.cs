using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutObjectLockConfiguration.</summary>
/// <param name="Mode">Mode of the default retention, <c>GOVERNANCE</c> or <c>COMPLIANCE</c>, or null without one.</param>
/// <param name="Days">Days of the default retention, or null; not checked.</param>
/// <param name="Years">Years of the default retention, or null; exactly one of both is given with a mode. Not checked.</param>
public sealed record ObjectLockRequest(string? Mode, long? Days, long? Years)
{
    /// <summary>Most bytes of the body.</summary>
    public const int BytesMax = 64 << 10;

    /// <summary>False when the document is not one.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out ObjectLockRequest? request)
    {
        request = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "ObjectLockConfiguration");
            var isEnabled = false;
            ObjectLockRequest? rule = null;
            while (reader.TryReadChild(0, out var name))
            {
                if (name == "ObjectLockEnabled") isEnabled = reader.ReadText() == "Enabled";
                else if (name != "Rule" || rule is not null || !TryReadRule(reader, out rule)) return false;
            }

            reader.ReadEnd();
            if (!isEnabled) return false;
            request = rule ?? new ObjectLockRequest(null, null, null);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool TryReadRule(XmlRequestReader reader, [NotNullWhen(true)] out ObjectLockRequest? rule)
    {
        rule = null;
        while (reader.TryReadChild(1, out var name))
        {
            if (name != "DefaultRetention" || rule is not null || !TryReadRetention(reader, out rule)) return false;
        }

        return rule is not null;
    }

    private static bool TryReadRetention(XmlRequestReader reader, [NotNullWhen(true)] out ObjectLockRequest? rule)
    {
        rule = null;
        string? mode = null;
        long? days = null;
        long? years = null;
        while (reader.TryReadChild(2, out var name))
        {
            if (name == "Mode") mode = reader.ReadText();
            else if (name is not ("Days" or "Years") || !long.TryParse(reader.ReadText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var length)) return false;
            else if (name == "Days") days = length;
            else years = length;
        }

        if (mode is not ("GOVERNANCE" or "COMPLIANCE") || days.HasValue == years.HasValue) return false;
        rule = new ObjectLockRequest(mode, days, years);
        return true;
    }
}
