using ObjectStore.Core.Errors;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Admin.Health;

/// <summary>Asks the index and everything that the process itself has to say.</summary>
internal sealed class ReadinessProbe(KeymapRouter router, IEnumerable<IReadinessCheck> checks)
{
    private static readonly byte[] NoRow = [0];

    /// <summary>Ready when the catalog's database answers and every check says so.</summary>
    public async ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await router.Databases.Catalog.Store.ReadAsync(NoRow, cancellationToken);
        }
        catch (StorageException exception)
        {
            return new Readiness(false, $"index: {exception.Code}");
        }

        var answers = new List<Readiness>();
        foreach (var check in checks) answers.Add(await check.CheckAsync(cancellationToken));
        return answers.Count == 0 ? new Readiness(true, "ok") : new Readiness(answers.TrueForAll(static answer => answer.IsReady), string.Join('\n', answers.Select(static answer => answer.Detail)));
    }
}
