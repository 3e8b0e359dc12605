using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>A public access block: body of PutPublicAccessBlock, and as it is stored.</summary>
/// <param name="BlockPublicAcls">Lists that grant something to the public are refused.</param>
/// <param name="IgnorePublicAcls">Grants to the public count for nothing.</param>
/// <param name="BlockPublicPolicy">Policies that are public are refused.</param>
/// <param name="RestrictPublicBuckets">A policy that is public allows nothing to others.</param>
public readonly record struct PublicAccessBlockRequest(bool BlockPublicAcls, bool IgnorePublicAcls, bool BlockPublicPolicy, bool RestrictPublicBuckets)
{
    /// <summary>Most bytes of the body.</summary>
    public const int BytesMax = 4 << 10;

    /// <summary>False when the document is not one.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, out PublicAccessBlockRequest request)
    {
        request = default;
        try
        {
            using var reader = XmlRequestReader.Open(document, "PublicAccessBlockConfiguration");
            while (reader.TryReadChild(0, out var name))
            {
                if (!bool.TryParse(reader.ReadText().Trim(), out var value)) return false;
                switch (name)
                {
                    case "BlockPublicAcls": request = request with { BlockPublicAcls = value }; break;
                    case "IgnorePublicAcls": request = request with { IgnorePublicAcls = value }; break;
                    case "BlockPublicPolicy": request = request with { BlockPublicPolicy = value }; break;
                    case "RestrictPublicBuckets": request = request with { RestrictPublicBuckets = value }; break;
                    default: return false;
                }
            }

            reader.ReadEnd();
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>The answer of GetPublicAccessBlock.</summary>
    public S3XmlWriter Render()
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("PublicAccessBlockConfiguration"u8);
        xml.Element("BlockPublicAcls"u8, BlockPublicAcls);
        xml.Element("IgnorePublicAcls"u8, IgnorePublicAcls);
        xml.Element("BlockPublicPolicy"u8, BlockPublicPolicy);
        xml.Element("RestrictPublicBuckets"u8, RestrictPublicBuckets);
        xml.End("PublicAccessBlockConfiguration"u8);
        return xml;
    }

    /// <summary>As it is stored: four digits.</summary>
    public byte[] ToStored() => [Digit(BlockPublicAcls), Digit(IgnorePublicAcls), Digit(BlockPublicPolicy), Digit(RestrictPublicBuckets)];

    /// <summary>False when it is not what <see cref="ToStored"/> gives.</summary>
    public static bool TryReadStored(ReadOnlySpan<byte> stored, out PublicAccessBlockRequest request)
    {
        request = default;
        if (stored.Length != 4 || stored.ContainsAnyExcept((byte)'0', (byte)'1')) return false;
        request = new PublicAccessBlockRequest(stored[0] == '1', stored[1] == '1', stored[2] == '1', stored[3] == '1');
        return true;
    }

    private static byte Digit(bool value) => (byte)(value ? '1' : '0');
}
