using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>Elements that several listings show of an upload.</summary>
internal static class UploadElements
{
    /// <summary>The checksum that the client asked for when it began, if it did.</summary>
    public static void AddChecksum(S3XmlWriter xml, UploadRecord upload)
    {
        if (upload.ChecksumAlgorithm == 0) return;
        xml.Element("ChecksumAlgorithm"u8, ChecksumAlgorithms.NameOf((ChecksumAlgorithm)upload.ChecksumAlgorithm));
        xml.Element("ChecksumType"u8, StoredChecksums.TypeNameOf(upload.ChecksumIsComposite));
    }

    /// <summary>The checksum of a part, which every part has, if the upload was begun with an algorithm; AWS shows it only then.</summary>
    public static StoredChecksum? ShownChecksum(UploadRecord upload, PartRecord part) => upload.ChecksumAlgorithm == 0 ? null : part.Checksum;
}
