using ObjectStore.AdminApi;
using Spectre.Console;

namespace ObjectStore.Cli.Output;

/// <summary>The repair status for people.</summary>
internal static class RepairTables
{
    public static string Summary(RepairStatus status)
    {
        var queue = status.Queue;
        return $"{Quantities.Count(queue.Waiting)} stripes wait for repair, {Quantities.Count(queue.Running)} are being repaired, {Quantities.Count(queue.Deferred)} are tried again later, "
            + $"{Quantities.Count(queue.LostCount)} are lost; {Quantities.Count(status.Fills.Sum(static fill => fill.Places - fill.FilledPlaces))} places to fill, "
            + $"{Quantities.Count(status.Clears.Sum(static clear => clear.Places + clear.PlacesToClear))} to move.";
    }

    public static void Write(CliSession session, RepairStatus status)
    {
        var output = session.Context.Output;
        var console = session.Context.ConsoleOf(output);
        output.WriteLine(Summary(status));
        WriteStripes(output, console, "Fewest spare fragments first:", status.Queue.MostEndangered);
        WriteStripes(output, console, "LOST, too few fragments are left to read them:", status.Queue.Lost);
        WriteJobs(session, console, status);
        if (status.Fills.Count > 0)
        {
            output.WriteLine();
            var fills = new TextTable("FILLED", "NODE", ">PLACES", ">OF", ">RESTORED");
            foreach (var fill in status.Fills)
                fills.Add(fill.Device, fill.Node, Quantities.Count(fill.FilledPlaces), Quantities.Count(fill.Places), Quantities.Count(fill.Restored));
            fills.WriteTo(console);
        }

        if (status.Clears.Count > 0)
        {
            output.WriteLine();
            var clears = new TextTable("CLEARED", "NODE", "STATE", ">PLACES", ">TO CLEAR", ">FRAGMENTS", ">BYTES");
            foreach (var clear in status.Clears)
            {
                clears.Add(
                    clear.Device,
                    clear.Node,
                    clear.State,
                    Quantities.Count(clear.Places),
                    Quantities.Count(clear.PlacesToClear),
                    Quantities.Count(clear.Fragments),
                    Quantities.Bytes(clear.Bytes));
            }

            clears.WriteTo(console);
        }

        CuratorNotice.Write(session, status.ReportedAt, status.IsCurrent);
    }

    private static void WriteStripes(TextWriter output, IAnsiConsole console, string heading, IReadOnlyList<StripeInfo> stripes)
    {
        if (stripes.Count == 0) return;
        output.WriteLine();
        output.WriteLine(heading);
        var table = new TextTable("STRIPE", ">GROUP", ">SPARE", ">TRIES");
        foreach (var stripe in stripes) table.Add(stripe.Stripe, Quantities.Count(stripe.Group), Quantities.Count(stripe.Spare), Quantities.Count(stripe.Attempts));
        table.WriteTo(console);
    }

    private static void WriteJobs(CliSession session, IAnsiConsole console, RepairStatus status)
    {
        session.Context.Output.WriteLine();
        var now = session.Context.Time.GetUtcNow();
        var table = new TextTable("JOB", "STATE", ">PROGRESS", ">LAST SUCCESS", ">ITEMS", ">BYTES", "ERROR");
        foreach (var job in status.Jobs)
        {
            table.Add(
                job.Name,
                job.IsRunning ? "running" : "waiting",
                job.Progress is { All: > 0 } progress ? Quantities.Share((double)progress.Done / progress.All) : "-",
                Quantities.Age(now - job.LastSuccess),
                Quantities.Count(job.LastItems),
                Quantities.Bytes(job.LastBytes),
                job.LastError ?? "");
        }

        table.WriteTo(console);
    }
}
