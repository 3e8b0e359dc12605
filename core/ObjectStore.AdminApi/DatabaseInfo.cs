namespace ObjectStore.AdminApi;

/// <summary>A database of the index.</summary>
/// <param name="Name">As the settings declare it.</param>
/// <param name="IsCatalog">Whether it holds the catalog too.</param>
/// <param name="IsDraining">Whether it is being emptied.</param>
/// <param name="Partitions">Partitions that it owns.</param>
/// <param name="Incoming">Partitions that are moving to it.</param>
/// <param name="Rows">Rows of the partitions whose count is known.</param>
/// <param name="UncountedPartitions">Partitions whose row count is not known.</param>
public sealed record DatabaseInfo(string Name, bool IsCatalog, bool IsDraining, int Partitions, int Incoming, long Rows, int UncountedPartitions);
