using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Http;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Additional checksums between their stored form, headers and XML.</summary>
internal static class StoredChecksums
{
    /// <summary>A checksum over the bytes themselves, as it is stored.</summary>
    public static StoredChecksum? Of(ChecksumValue? value) =>
        value is { } known ? new StoredChecksum((byte)known.Algorithm, IsComposite: false, known.Bytes) : null;

    /// <summary>The algorithm of a stored checksum.</summary>
    public static ChecksumAlgorithm AlgorithmOf(StoredChecksum checksum) => (ChecksumAlgorithm)checksum.Algorithm;

    /// <summary>The checksum as a value that can be compared and combined.</summary>
    public static ChecksumValue ValueOf(StoredChecksum checksum) => new(AlgorithmOf(checksum), checksum.Value.Span);

    /// <summary>As S3 shows it: base64, with <c>-N</c> when it is composite.</summary>
    public static string Format(StoredChecksum checksum, int partCount) => checksum.IsComposite
        ? ChecksumCombiner.FormatComposite(ValueOf(checksum), partCount)
        : Convert.ToBase64String(checksum.Value.Span);

    /// <summary>The name of its type.</summary>
    public static string TypeNameOf(bool isComposite) => isComposite ? "COMPOSITE" : "FULL_OBJECT";

    /// <summary>Reads the name of a type, in whatever case.</summary>
    public static bool TryParseTypeName(string name, out bool isComposite)
    {
        isComposite = name.Equals(TypeNameOf(isComposite: true), StringComparison.OrdinalIgnoreCase);
        return isComposite || name.Equals(TypeNameOf(isComposite: false), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Adds the headers of a checksum, if there is one.</summary>
    public static void AddHeaders(IHeaderDictionary headers, StoredChecksum? checksum, int partCount)
    {
        if (checksum is null) return;
        headers[ChecksumAlgorithms.HeaderOf(AlgorithmOf(checksum))] = Format(checksum, partCount);
        headers[AmzHeaders.ChecksumType] = TypeNameOf(checksum.IsComposite);
    }

    /// <summary>Adds the elements of a checksum, if there is one.</summary>
    public static void AddElements(S3XmlWriter xml, StoredChecksum? checksum, int partCount, bool hasType = true)
    {
        if (checksum is null) return;
        xml.Element(System.Text.Encoding.ASCII.GetBytes(ChecksumAlgorithms.ElementOf(AlgorithmOf(checksum))), Format(checksum, partCount));
        if (hasType) xml.Element("ChecksumType"u8, TypeNameOf(checksum.IsComposite));
    }
}
