using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore keymap …</c>.</summary>
internal static class KeymapCommands
{
    private const string PlaceHelp = @"BUCKET/KEY: any place in the partition; bytes that are not text are written \xNN, a backslash \\";

    public static Command Create(CliSession session)
    {
        var command = new Command("keymap", "Shows and changes how the keys are cut into partitions.");
        command.Subcommands.Add(session.CreateQuery(
            "list", "Lists the partitions with their ranges, load and size.", AdminPaths.Keymap, AdminJson.Default.PartitionList, ShowPartitions));
        command.Subcommands.Add(CreateSplit(session));
        command.Subcommands.Add(CreateMove(session));
        command.Subcommands.Add(CreateOnPlace(session, "cancel-move", "Takes back the move of a partition that has not flipped.", AdminPaths.KeymapCancelMove));
        command.Subcommands.Add(CreateOnPlace(session, "merge", "Merges a partition with the one after it.", AdminPaths.KeymapMerge));
        command.Subcommands.Add(session.CreateQuery(
            "plan", "Shows what the planner would do now, and why; changes nothing.", AdminPaths.KeymapPlan, AdminJson.Default.KeymapPlan, ShowPlan));
        command.Subcommands.Add(session.CreateQuery(
            "hot", "Shows the prefixes that take most of the load, and what can be done about it.", AdminPaths.KeymapHot, AdminJson.Default.HotPrefixes, ShowHot));
        return command;
    }

    private static Command CreateSplit(CliSession session)
    {
        var at = new Option<string[]>("--at") { Description = "BUCKET/KEY where a new partition begins; up to 7 in one partition", Required = true, Arity = ArgumentArity.OneOrMore };
        var command = new Command("split", "Splits the partition that holds the places, at once and without copying.") { at };
        command.SetAction((parsed, cancellationToken) =>
            ChangeAsync(session, parsed, AdminPaths.KeymapSplit, new SplitRequest(parsed.GetRequiredValue(at)), AdminJson.Default.SplitRequest, cancellationToken));
        return command;
    }

    private static Command CreateMove(CliSession session)
    {
        var place = new Argument<string>("place") { Description = PlaceHelp };
        var database = new Argument<string>("database") { Description = "name of the database that is to own it" };
        var command = new Command("move", "Has a partition move to another database while it serves.") { place, database };
        command.SetAction((parsed, cancellationToken) =>
        {
            var body = new MoveRequest(parsed.GetRequiredValue(place), parsed.GetRequiredValue(database));
            return ChangeAsync(session, parsed, AdminPaths.KeymapMove, body, AdminJson.Default.MoveRequest, cancellationToken);
        });
        return command;
    }

    private static Command CreateOnPlace(CliSession session, string name, string description, string path)
    {
        var place = new Argument<string>("place") { Description = PlaceHelp };
        var command = new Command(name, description) { place };
        command.SetAction((parsed, cancellationToken) =>
            ChangeAsync(session, parsed, path, new PlaceRequest(parsed.GetRequiredValue(place)), AdminJson.Default.PlaceRequest, cancellationToken));
        return command;
    }

    private static async Task<int> ChangeAsync<T>(
        CliSession session, ParseResult parsed, string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var connection = session.Connect(parsed);
        var result = await connection.PostAsync(path, body, type, AdminJson.Default.ChangeResult, cancellationToken);
        session.Show(parsed, result, AdminJson.Default.ChangeResult, shown =>
            session.Context.Output.WriteLine($"{shown.Change} {StartOf(shown.Start)} … {EndOf(shown.End)}: {shown.Detail}"));
        return ExitCode.Done;
    }

    private static void ShowPartitions(CliSession session, PartitionList list)
    {
        var table = new TextTable("START", "END", "DATABASE", ">EPOCH", "STATE", ">ROWS", ">REQ/S", ">BYTES/S", ">SIZE");
        foreach (var partition in list.Partitions)
        {
            table.Add(
                StartOf(partition.Start),
                EndOf(partition.End),
                partition.Database,
                Quantities.Count((long)partition.Epoch),
                partition.MoveTarget is { } target ? $"moving to {target}" : "serving",
                Quantities.Count(partition.Rows),
                Quantities.Rate(partition.RequestsPerSecond),
                Quantities.Bytes(partition.BytesPerSecond),
                Quantities.Bytes(partition.SizeBytes));
        }

        table.WriteTo(session.Context.ConsoleOf(session.Context.Output));
    }

    private static void ShowPlan(CliSession session, KeymapPlan plan)
    {
        session.Context.Output.WriteLine(plan.Message);
        if (plan.Lines.Count == 0) return;
        var table = new TextTable("DECISION", "PARTITION", "DETAIL", "REASON");
        foreach (var line in plan.Lines) table.Add(line.Kind, StartOf(line.Partition), line.Detail, line.Reason);
        table.WriteTo(session.Context.ConsoleOf(session.Context.Output));
    }

    private static void ShowHot(CliSession session, HotPrefixes hot)
    {
        session.Context.Output.WriteLine(hot.Message);
        if (hot.Prefixes.Count == 0) return;
        var table = new TextTable("PREFIX", ">REQ/S", ">SHARE", "WHAT IS SEEN", "ADVICE");
        foreach (var prefix in hot.Prefixes)
            table.Add(prefix.Prefix, Quantities.Rate(prefix.RequestsPerSecond), Quantities.Share(prefix.Share), prefix.Description, prefix.Advice);
        table.WriteTo(session.Context.ConsoleOf(session.Context.Output));
    }

    private static string StartOf(string place) => place.Length == 0 ? "(beginning)" : place;

    private static string EndOf(string place) => place.Length == 0 ? "(end)" : place;
}
