namespace ObjectStore.AdminApi;

/// <summary>Rates of a bucket over all gateways together, as they are or are to be. Null: as the settings of the gateways say; 0: no limit.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="RequestsPerSecond">Requests.</param>
/// <param name="ReceivedBytesPerSecond">Bytes of objects and parts from clients.</param>
/// <param name="SentBytesPerSecond">Bytes of objects to clients.</param>
public sealed record BucketRates(string Bucket, long? RequestsPerSecond = null, long? ReceivedBytesPerSecond = null, long? SentBytesPerSecond = null);
