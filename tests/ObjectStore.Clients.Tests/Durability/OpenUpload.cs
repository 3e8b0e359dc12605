using Amazon.S3.Model;

namespace ObjectStore.Clients.Tests.Durability;

/// <summary>An upload with acknowledged parts that a kill cut off, to be completed after the restart.</summary>
internal sealed record OpenUpload(string Key, string UploadId, IReadOnlyList<PartETag> Parts, SeededContent Content);
