namespace ObjectStore.AdminApi;

/// <summary>Something that is wrong in the index.</summary>
/// <param name="Kind">What; the kinds are listed in docs/operations/cli.md and never renamed.</param>
/// <param name="Database">Where.</param>
/// <param name="Detail">More, without keys.</param>
/// <param name="Place">Bucket and key, when keys were asked for.</param>
public sealed record VerifyFinding(string Kind, string Database, string Detail, string? Place);
