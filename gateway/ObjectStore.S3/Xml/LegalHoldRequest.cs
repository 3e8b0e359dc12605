using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutObjectLegalHold.</summary>
public static class LegalHoldRequest
{
    /// <summary>Most bytes of the body.</summary>
    public const int BytesMax = 64 << 10;

    /// <summary>False when the document is not one.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, out bool isOn)
    {
        isOn = false;
        try
        {
            using var reader = XmlRequestReader.Open(document, "LegalHold");
            string? status = null;
            while (reader.TryReadChild(0, out var name))
            {
                if (name != "Status") return false;
                status = reader.ReadText();
            }

            reader.ReadEnd();
            isOn = status is "ON";
            return status is "ON" or "OFF";
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
