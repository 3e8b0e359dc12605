namespace ObjectStore.Operator.Accesses;

/// <summary>Where an access leads.</summary>
/// <param name="Endpoint">Address of the store inside the cluster.</param>
/// <param name="Region">Region to sign for.</param>
/// <param name="Buckets">Names in S3.</param>
/// <param name="Authority">Whom clients have to trust, where the operator signs the endpoint's certificate; else null.</param>
internal sealed record AccessTarget(string Endpoint, string Region, IReadOnlyList<string> Buckets, byte[]? Authority);
