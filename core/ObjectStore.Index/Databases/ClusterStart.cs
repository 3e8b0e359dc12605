using ObjectStore.Index.Keymap;

namespace ObjectStore.Index.Databases;

/// <summary>What may happen when the catalog's database has no identity: at the first start of a cluster, and of a release that gives identities.</summary>
/// <param name="IsNewAllowed">Whether an empty catalog may become the one of a new cluster; not where there is data that another catalog knew.</param>
/// <param name="BeforeFirstUse">Runs before anything is written, with all databases open: an import may fill them. Throws to refuse.</param>
public sealed record ClusterStart(bool IsNewAllowed, Func<IndexDatabases, CancellationToken, Task> BeforeFirstUse);
