namespace ObjectStore.Index.Postgres;

/// <summary>What a server told of itself when it was connected to.</summary>
/// <param name="VersionNumber">As <c>server_version_num</c>: 180001 for 18.1.</param>
/// <param name="IsBehindPooler">Whether a pooler that pools by transactions may stand between.</param>
/// <param name="SynchronousStandbyNames">Its setting of that name; empty means that a commit is durable on this server alone.</param>
/// <param name="IsFlushing">Whether <c>fsync</c> and <c>full_page_writes</c> are on.</param>
public sealed record PostgresServer(int VersionNumber, bool IsBehindPooler, string SynchronousStandbyNames, bool IsFlushing);
