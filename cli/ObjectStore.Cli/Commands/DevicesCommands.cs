using System.CommandLine;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore devices …</c>.</summary>
internal static class DevicesCommands
{
    public static Command Create(CliSession session)
    {
        var command = session.CreateQuery("devices", "Lists the devices: where they are, how they are, and what they hold.", AdminPaths.Devices, AdminJson.Default.DeviceList, Show);
        var changes = new DeviceChangeCommands<DeviceRequest>(
            session, "device", "id of a device, or the beginning of one", static names => new DeviceRequest(names), AdminJson.Default.DeviceRequest);
        command.Subcommands.Add(changes.Create("drain", "Has devices emptied: they take no more writes, and what they hold moves to others.", AdminPaths.DevicesDrain, canWait: true));
        command.Subcommands.Add(changes.Create("undrain", "Takes back that devices are to be emptied.", AdminPaths.DevicesUndrain));
        command.Subcommands.Add(changes.Create("remove", "Forgets devices that are drained, or given up and rebuilt elsewhere, and that are gone.", AdminPaths.DevicesRemove));
        return command;
    }

    private static void Show(CliSession session, DeviceList list)
    {
        var now = session.Context.Time.GetUtcNow();
        var table = new TextTable("DEVICE", "NODE", "ZONE", "POOL", "STATE", ">SINCE", ">USED", ">CAPACITY", ">PLACES", "PROBLEM");
        foreach (var device in list.Devices)
        {
            table.Add(
                device.Id,
                device.Node,
                device.Zone,
                device.Pool ?? "-",
                device.IsLeaving && device.State is not ("draining" or "drained") ? $"{device.State}, leaving" : device.State,
                Quantities.Age(now - device.Since),
                Quantities.Bytes(device.UsedBytes),
                Quantities.Bytes(device.CapacityBytes),
                Quantities.Count(device.Places),
                device.Problem ?? "");
        }

        table.WriteTo(session.Context.ConsoleOf(session.Context.Output));
    }
}
