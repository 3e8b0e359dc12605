namespace ObjectStore.Events.Announcing;

/// <summary>Where a change comes from, the same for all objects that one request changes.</summary>
/// <param name="BucketName">Name of the bucket.</param>
/// <param name="OwnerId">User id of its owner.</param>
/// <param name="Region">Region of the store.</param>
/// <param name="Principal">User id of who asked for it.</param>
/// <param name="Source">Address of the client.</param>
/// <param name="RequestId">Id of the request, or null.</param>
/// <param name="HostId">Id of the process, or null.</param>
public sealed record EventOrigin(string BucketName, string OwnerId, string Region, string Principal, string Source, string? RequestId, string? HostId);
