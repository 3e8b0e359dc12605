namespace ObjectStore.AdminApi;

/// <summary>Rates of a user over all gateways together, as they are or are to be. Null: as the settings of the gateways say; 0: no limit.</summary>
/// <param name="UserId">The user, with all its access keys.</param>
/// <param name="RequestsPerSecond">Requests.</param>
/// <param name="ReceivedBytesPerSecond">Bytes of objects and parts from clients.</param>
/// <param name="SentBytesPerSecond">Bytes of objects to clients.</param>
/// <param name="Weight">How many times the share of others it has where a gateway has too much to do; null for 1.</param>
public sealed record UserRates(string UserId, long? RequestsPerSecond = null, long? ReceivedBytesPerSecond = null, long? SentBytesPerSecond = null, int? Weight = null);
