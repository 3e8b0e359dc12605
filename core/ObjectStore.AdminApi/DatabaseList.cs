namespace ObjectStore.AdminApi;

/// <summary>The databases of the index.</summary>
/// <param name="Databases">In the order of the settings.</param>
public sealed record DatabaseList(IReadOnlyList<DatabaseInfo> Databases);
