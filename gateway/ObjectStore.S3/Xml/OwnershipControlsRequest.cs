using System.Xml;
using ObjectStore.S3.Acl;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutBucketOwnershipControls.</summary>
public static class OwnershipControlsRequest
{
    /// <summary>Most bytes of the body.</summary>
    public const int BytesMax = 4 << 10;

    /// <summary>False when the document is not one with exactly one rule.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, out ObjectOwnership ownership)
    {
        ownership = default;
        try
        {
            using var reader = XmlRequestReader.Open(document, "OwnershipControls");
            var count = 0;
            while (reader.TryReadChild(0, out var rule))
            {
                if (rule != "Rule" || count > 0) return false;
                while (reader.TryReadChild(1, out var name))
                {
                    if (name != "ObjectOwnership" || count++ > 0 || !TryParseName(reader.ReadText().Trim(), out ownership)) return false;
                }
            }

            reader.ReadEnd();
            return count == 1;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>False for what is no setting.</summary>
    public static bool TryParseName(string name, out ObjectOwnership ownership) =>
        Enum.TryParse(name, ignoreCase: false, out ownership) && Enum.IsDefined(ownership) && name == ownership.ToString();

    /// <summary>The answer of GetBucketOwnershipControls.</summary>
    public static S3XmlWriter Render(ObjectOwnership ownership)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("OwnershipControls"u8);
        xml.Start("Rule"u8);
        xml.Element("ObjectOwnership"u8, ownership.ToString());
        xml.End("Rule"u8);
        xml.End("OwnershipControls"u8);
        return xml;
    }
}
