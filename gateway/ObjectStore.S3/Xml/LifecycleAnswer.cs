using ObjectStore.Lifecycle;

namespace ObjectStore.S3.Xml;

/// <summary>The answer of GetBucketLifecycleConfiguration.</summary>
public static class LifecycleAnswer
{
    /// <summary>The rules as they were sent, with a name for each.</summary>
    public static S3XmlWriter Render(LifecycleRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var xml = new S3XmlWriter();
        xml.StartDocument("LifecycleConfiguration"u8);
        foreach (var rule in rules.Rules)
        {
            xml.Start("Rule"u8);
            xml.Element("ID"u8, rule.Id);
            WriteFilter(xml, rule.Filter);
            xml.Element("Status"u8, rule.IsEnabled ? "Enabled" : "Disabled");
            WriteActions(xml, rule);
            xml.End("Rule"u8);
        }

        xml.End("LifecycleConfiguration"u8);
        return xml;
    }

    private static void WriteFilter(S3XmlWriter xml, LifecycleFilter filter)
    {
        if (filter.Form == FilterForm.Prefix)
        {
            xml.Element("Prefix"u8, filter.Prefix);
            return;
        }

        xml.Start("Filter"u8);
        if (filter.Form == FilterForm.And) xml.Start("And"u8);
        xml.Element("Prefix"u8, filter.Prefix);
        foreach (var (key, value) in filter.Tags)
        {
            xml.Start("Tag"u8);
            xml.Element("Key"u8, key);
            xml.Element("Value"u8, value);
            xml.End("Tag"u8);
        }

        if (filter.SizeAbove is { } above) xml.Element("ObjectSizeGreaterThan"u8, above);
        if (filter.SizeBelow is { } below) xml.Element("ObjectSizeLessThan"u8, below);
        if (filter.Form == FilterForm.And) xml.End("And"u8);
        xml.End("Filter"u8);
    }

    private static void WriteActions(S3XmlWriter xml, LifecycleRule rule)
    {
        WriteExpiration(xml, rule);
        WriteTransitions(xml, rule);
        if (rule.AbortUploadAfterDays is not { } abort) return;
        xml.Start("AbortIncompleteMultipartUpload"u8);
        xml.Element("DaysAfterInitiation"u8, abort);
        xml.End("AbortIncompleteMultipartUpload"u8);
    }

    private static void WriteTransitions(S3XmlWriter xml, LifecycleRule rule)
    {
        foreach (var transition in rule.Transitions)
        {
            xml.Start("Transition"u8);
            if (transition.Days is { } days) xml.Element("Days"u8, days);
            if (transition.Date is { } date) xml.Element("Date"u8, date);
            xml.Element("StorageClass"u8, transition.StorageClass);
            xml.End("Transition"u8);
        }

        foreach (var transition in rule.NoncurrentTransitions)
        {
            xml.Start("NoncurrentVersionTransition"u8);
            if (transition.KeepNewest is { } keep) xml.Element("NewerNoncurrentVersions"u8, keep);
            xml.Element("NoncurrentDays"u8, transition.Days);
            xml.Element("StorageClass"u8, transition.StorageClass);
            xml.End("NoncurrentVersionTransition"u8);
        }
    }

    private static void WriteExpiration(S3XmlWriter xml, LifecycleRule rule)
    {
        if (rule.Expiration is { } expiration)
        {
            xml.Start("Expiration"u8);
            if (expiration.Days is { } days) xml.Element("Days"u8, days);
            if (expiration.Date is { } date) xml.Element("Date"u8, date);
            if (expiration.RemovesMarkers is { } removesMarkers) xml.Element("ExpiredObjectDeleteMarker"u8, removesMarkers);
            xml.End("Expiration"u8);
        }

        if (rule.NoncurrentExpiration is { } noncurrent)
        {
            xml.Start("NoncurrentVersionExpiration"u8);
            if (noncurrent.KeepNewest is { } keep) xml.Element("NewerNoncurrentVersions"u8, keep);
            xml.Element("NoncurrentDays"u8, noncurrent.Days);
            xml.End("NoncurrentVersionExpiration"u8);
        }
    }
}
