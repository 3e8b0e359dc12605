using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutBucketRequestPayment, and the answer of GetBucketRequestPayment.</summary>
public static class RequestPaymentRequest
{
    /// <summary>Most bytes of the body.</summary>
    public const int BytesMax = 64 << 10;

    private const string BucketOwner = "BucketOwner";
    private const string Requester = "Requester";

    /// <summary>Reads who is to pay; false when the document is not one.</summary>
    /// <param name="document">The body.</param>
    /// <param name="isRequester">Whether requesters are to pay, and not the owner of the bucket.</param>
    public static bool TryParse(ReadOnlyMemory<byte> document, out bool isRequester)
    {
        isRequester = false;
        try
        {
            using var reader = XmlRequestReader.Open(document, "RequestPaymentConfiguration");
            if (!reader.TryReadChild(0, out var name) || name != "Payer") return false;
            var payer = reader.ReadText();
            if (reader.TryReadChild(0, out _)) return false;
            reader.ReadEnd();
            isRequester = payer == Requester;
            return payer is BucketOwner or Requester;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>That the owner of the bucket pays.</summary>
    public static S3XmlWriter Render()
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("RequestPaymentConfiguration"u8);
        xml.Element("Payer"u8, BucketOwner);
        xml.End("RequestPaymentConfiguration"u8);
        return xml;
    }
}
