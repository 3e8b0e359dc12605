using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml;
using ObjectStore.S3.Checksums;

namespace ObjectStore.S3.Xml;

/// <summary>Body of CompleteMultipartUpload.</summary>
public static class CompleteMultipartUploadRequest
{
    /// <summary>Most parts of an upload.</summary>
    public const int PartsMax = 10_000;

    /// <summary>Most bytes of the body: room for the parts with checksums and generous white space.</summary>
    public const int BytesMax = 4 << 20;

    private const string ChecksumPrefix = "Checksum";

    /// <summary>False when the document is not one, names no part, or more than <see cref="PartsMax"/>.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out IReadOnlyList<CompletedPart>? parts)
    {
        parts = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "CompleteMultipartUpload");
            var parsed = new List<CompletedPart>();
            while (reader.TryReadChild(0, out var name))
            {
                if (name != "Part" || parsed.Count == PartsMax) return false;
                if (!TryReadPart(reader, out var part)) return false;
                parsed.Add(part);
            }

            reader.ReadEnd();
            if (parsed.Count == 0) return false;
            parts = parsed;
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool TryReadPart(XmlRequestReader reader, out CompletedPart part)
    {
        int? number = null;
        string? etag = null;
        string? checksumName = null;
        string? checksum = null;
        part = default;
        while (reader.TryReadChild(1, out var name))
        {
            if (name == "PartNumber")
            {
                if (!int.TryParse(reader.ReadText().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return false;
                number = value;
            }
            else if (name == "ETag")
            {
                etag = reader.ReadText().Trim().Trim('"');
            }
            else if (name.StartsWith(ChecksumPrefix, StringComparison.Ordinal) && ChecksumAlgorithms.TryParseName(name[ChecksumPrefix.Length..], out _))
            {
                var text = reader.ReadText().Trim();
                (checksumName, checksum) = checksum is null ? (name[ChecksumPrefix.Length..], text) : ("", checksum);
            }
            else
            {
                return false;
            }
        }

        if (number is null || etag is null) return false;
        part = new CompletedPart(number.Value, etag, checksumName, checksum);
        return true;
    }
}
