using System.CommandLine;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore pools …</c>.</summary>
internal static class PoolsCommands
{
    public static Command Create(CliSession session)
    {
        var command = new Command("pools", "Shows the storage pools.");
        command.Subcommands.Add(session.CreateQuery(
            "status", "Shows room, what failures the pools bear at the moment, and what is under way to be whole again.", AdminPaths.Pools, AdminJson.Default.PoolList, Show));
        return command;
    }

    private static void Show(CliSession session, PoolList list)
    {
        var output = session.Context.Output;
        var console = session.Context.ConsoleOf(output);
        TableOf(list.Pools).WriteTo(console);
        output.WriteLine();
        output.WriteLine("What may be lost at the same time, whichever it is:");
        ProfilesOf(list.Pools).WriteTo(console);
        output.WriteLine();
        foreach (var pool in list.Pools)
        {
            output.WriteLine(
                $"{pool.Name}: {Quantities.Count(pool.PlacesToMove)} places to move, {Quantities.Count(pool.PlacesToFill)} to fill, "
                + $"{Quantities.Count(pool.StripesToRepair)} stripes to repair, {Quantities.Count(pool.StripesLost)} lost.");
        }

        CuratorNotice.Write(session, list.ReportedAt, list.IsCurrent);
    }

    private static TextTable TableOf(IReadOnlyList<PoolInfo> pools)
    {
        var table = new TextTable("POOL", "STATE", ">USED", ">FREE", ">CAPACITY", ">ZONES", ">NODES", "DEVICES");
        foreach (var pool in pools)
        {
            table.Add(
                pool.Name,
                pool.State,
                Quantities.Bytes(pool.UsedBytes),
                Quantities.Bytes(pool.FreeBytes),
                Quantities.Bytes(pool.CapacityBytes),
                Quantities.Count(pool.Zones),
                Quantities.Count(pool.Nodes),
                DevicesOf(pool));
        }

        return table;
    }

    private static TextTable ProfilesOf(IReadOnlyList<PoolInfo> pools)
    {
        var table = new TextTable("POOL", "PROFILE", ">ZONES", ">NODES", ">DEVICES", ">GROUPS", ">WRITABLE", ">STAND-INS");
        foreach (var (pool, profile) in pools.SelectMany(static pool => pool.Profiles.Select(profile => (pool, profile))))
        {
            table.Add(
                pool.Name,
                profile.Profile,
                Quantities.Count(profile.FaultTolerance.Zones),
                Quantities.Count(profile.FaultTolerance.Nodes),
                Quantities.Count(profile.FaultTolerance.Devices),
                Quantities.Count(profile.Groups),
                Quantities.Count(profile.WritableGroups),
                Quantities.Count(profile.StandInGroups));
        }

        return table;
    }

    private static string DevicesOf(PoolInfo pool)
    {
        var states = string.Join(", ", pool.DevicesByState.Select(static each => $"{each.Value} {each.Key}"));
        return pool.FullDevices == 0 ? states : $"{states} ({pool.FullDevices} take no writes)";
    }
}
