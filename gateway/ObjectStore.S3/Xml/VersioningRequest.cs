using System.Diagnostics.CodeAnalysis;
using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutBucketVersioning.</summary>
/// <param name="Status"><c>Enabled</c> or <c>Suspended</c>, or null when it is missing.</param>
/// <param name="HasMfaDelete">Whether deletion is to need a second factor.</param>
/// <param name="HasExclusions">Whether some keys are to have no versions: an extension of MinIO.</param>
public sealed record VersioningRequest(string? Status, bool HasMfaDelete, bool HasExclusions)
{
    /// <summary>Most bytes of the body.</summary>
    public const int BytesMax = 64 << 10;

    /// <summary>False when the document is not one.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out VersioningRequest? request)
    {
        request = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "VersioningConfiguration");
            string? status = null;
            string? mfaDelete = null;
            var hasExclusions = false;
            while (reader.TryReadChild(0, out var name))
            {
                switch (name)
                {
                    case "Status":
                        status = reader.ReadText();
                        break;
                    case "MfaDelete":
                        mfaDelete = reader.ReadText();
                        break;
                    case "ExcludedPrefixes" or "ExcludeFolders":
                        reader.Skip();
                        hasExclusions = true;
                        break;
                    default:
                        return false;
                }
            }

            reader.ReadEnd();
            if (status is not (null or "Enabled" or "Suspended") || mfaDelete is not (null or "Enabled" or "Disabled")) return false;
            request = new VersioningRequest(status, mfaDelete is "Enabled", hasExclusions);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
