using System.Diagnostics;
using System.Globalization;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Sqlite;
using static ObjectStore.Index.Conformance.RowText;

namespace ObjectStore.Index.Conformance.Crash;

/// <summary>What this program does when it is started with <see cref="Argument"/>: commits for ever and prints what was acknowledged, until it is killed.</summary>
internal static class CommittingProcess
{
    public const string Argument = "--commit-until-killed";

    public const int WriterCount = 4;

    /// <summary>
    /// Every commit writes a row of its own and the writer's counter, so that half a commit would show. After <paramref name="commits"/> of them the
    /// process kills itself in the moment of the acknowledgement, when a commit that was acknowledged too early would still be under way.
    /// </summary>
    public static async Task RunAsync(string path, int commits)
    {
        using var self = Process.GetCurrentProcess();
        var done = 0;
        await using var store = SqliteOrderedStore.Open(new SqliteOptions { Path = path, CheckpointPages = 64 });
        var output = Console.OpenStandardOutput();
        var printing = new Lock();
        await Task.WhenAll(Enumerable.Range(0, WriterCount).Select(writer => Task.Run(async () =>
        {
            var counterKey = Bytes($"counter/{writer}");
            var row = await store.ReadAsync(counterKey, CancellationToken.None);
            var next = row is { } present ? long.Parse(present.Text().Split('=')[1], CultureInfo.InvariantCulture) + 1 : 1;
            for (; ; next++)
            {
                var value = Bytes(next.ToString(CultureInfo.InvariantCulture));
                var result = await store.CommitAsync(
                    new Commit([], [new(counterKey, value), new(Bytes($"row/{writer}/{next:D9}"), value)], []), CancellationToken.None);
                lock (printing)
                {
                    output.Write(Bytes($"{writer} {next} {result.Revision}\n").Span);
                    if (++done == commits) self.Kill();
                }
            }
        })));
    }
}
