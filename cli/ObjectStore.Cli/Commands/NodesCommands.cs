using System.CommandLine;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore nodes …</c>.</summary>
internal static class NodesCommands
{
    public static Command Create(CliSession session)
    {
        var command = session.CreateQuery("nodes", "Lists the storage nodes and what their devices add up to.", AdminPaths.Nodes, AdminJson.Default.NodeList, Show);
        var changes = new DeviceChangeCommands<NodeRequest>(session, "node", "name of a node", static names => new NodeRequest(names), AdminJson.Default.NodeRequest);
        command.Subcommands.Add(changes.Create("drain", "Has all devices of nodes emptied, so that the nodes can be taken away.", AdminPaths.NodesDrain, canWait: true));
        command.Subcommands.Add(changes.Create("undrain", "Takes back that nodes are to be emptied.", AdminPaths.NodesUndrain));
        return command;
    }

    private static void Show(CliSession session, NodeList list)
    {
        var table = new TextTable("NODE", "ZONE", "STATE", ">DEVICES", ">ACTIVE", ">USED", ">CAPACITY", ">PLACES", ">TO CLEAR");
        foreach (var node in list.Nodes)
        {
            table.Add(
                node.Name,
                node.Zone,
                node.State,
                Quantities.Count(node.Devices),
                Quantities.Count(node.ActiveDevices),
                Quantities.Bytes(node.UsedBytes),
                Quantities.Bytes(node.CapacityBytes),
                Quantities.Count(node.Places),
                Quantities.Count(node.PlacesToClear));
        }

        table.WriteTo(session.Context.ConsoleOf(session.Context.Output));
    }
}
