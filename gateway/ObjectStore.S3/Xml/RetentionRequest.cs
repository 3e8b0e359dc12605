using System.Diagnostics.CodeAnalysis;
using System.Xml;
using ObjectStore.S3.Http;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutObjectRetention.</summary>
/// <param name="Mode"><c>GOVERNANCE</c> or <c>COMPLIANCE</c>; null in an empty document, which asks for no retention.</param>
/// <param name="Until">When the retention ends.</param>
public sealed record RetentionRequest(string? Mode, DateTimeOffset Until)
{
    /// <summary>Most bytes of the body.</summary>
    public const int BytesMax = 64 << 10;

    /// <summary>False when the document is not one.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out RetentionRequest? request)
    {
        request = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "Retention");
            string? mode = null;
            DateTimeOffset? until = null;
            while (reader.TryReadChild(0, out var name))
            {
                if (name == "Mode") mode = reader.ReadText();
                else if (name == "RetainUntilDate" && HttpDate.TryParse(reader.ReadText(), out var time)) until = time;
                else return false;
            }

            reader.ReadEnd();
            if (mode is not (null or "GOVERNANCE" or "COMPLIANCE") || mode is null != until is null) return false;
            request = new RetentionRequest(mode, until ?? default);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
