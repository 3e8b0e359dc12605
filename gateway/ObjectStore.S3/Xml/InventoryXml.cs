namespace ObjectStore.S3.Xml;

/// <summary>Writes inventories of buckets.</summary>
internal static class InventoryXml
{
    /// <summary>What is inside of one InventoryConfiguration.</summary>
    public static void RenderContent(S3XmlWriter xml, InventoryConfiguration configuration)
    {
        RenderDestination(xml, configuration);
        xml.Element("IsEnabled"u8, configuration.IsEnabled);
        if (configuration.KeyPrefix is { } prefix)
        {
            xml.Start("Filter"u8);
            xml.Element("Prefix"u8, prefix);
            xml.End("Filter"u8);
        }

        xml.Element("Id"u8, configuration.Id);
        xml.Element("IncludedObjectVersions"u8, configuration.HasAllVersions ? "All" : "Current");
        if (configuration.OptionalFields.Count > 0)
        {
            xml.Start("OptionalFields"u8);
            foreach (var field in configuration.OptionalFields) xml.Element("Field"u8, field);
            xml.End("OptionalFields"u8);
        }

        xml.Start("Schedule"u8);
        xml.Element("Frequency"u8, configuration.IsWeekly ? "Weekly" : "Daily");
        xml.End("Schedule"u8);
    }

    private static void RenderDestination(S3XmlWriter xml, InventoryConfiguration configuration)
    {
        xml.Start("Destination"u8);
        xml.Start("S3BucketDestination"u8);
        xml.Element("AccountId"u8, configuration.DestinationAccount);
        xml.Element("Bucket"u8, configuration.DestinationArn);
        xml.Element("Format"u8, configuration.Format);
        xml.Element("Prefix"u8, configuration.DestinationPrefix);
        if (configuration.Encryption is { } encryption)
        {
            xml.Start("Encryption"u8);
            if (!encryption.IsKeyService)
            {
                xml.Element("SSE-S3"u8, "");
            }
            else
            {
                xml.Start("SSE-KMS"u8);
                xml.Element("KeyId"u8, encryption.KeyId);
                xml.End("SSE-KMS"u8);
            }

            xml.End("Encryption"u8);
        }

        xml.End("S3BucketDestination"u8);
        xml.End("Destination"u8);
    }
}
