namespace ObjectStore.Gateway.Inventory;

/// <summary>An inventory that is being made.</summary>
/// <param name="StartedAt">When it began, which its keys tell.</param>
/// <param name="Configuration">Digest of the configuration that it follows.</param>
/// <param name="Holder">The gateway that makes it.</param>
/// <param name="Beat">Goes up while that gateway is at work.</param>
/// <param name="AfterKey">The last key of the last file; empty before the first.</param>
/// <param name="AfterVersion">The last version of it, where versions are listed.</param>
/// <param name="Files">Files that were put.</param>
internal sealed record InventoryRun(DateTimeOffset StartedAt, string Configuration, string Holder, long Beat, byte[] AfterKey, string? AfterVersion, IReadOnlyList<InventoryFile> Files);
