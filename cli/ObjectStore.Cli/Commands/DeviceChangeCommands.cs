using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Connection;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary>Makes the commands that change devices: they ask, tell what became of it, and wait on request until nothing is left.</summary>
/// <param name="session">What all commands share.</param>
/// <param name="argument">Name of the argument: what is named on the command line.</param>
/// <param name="help">What that is.</param>
/// <param name="bodyOf">The body of the request for these names.</param>
/// <param name="type">How it is written.</param>
internal sealed class DeviceChangeCommands<T>(CliSession session, string argument, string help, Func<string[], T> bodyOf, JsonTypeInfo<T> type)
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(1);

    /// <summary>A command for one change.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">One sentence for its help.</param>
    /// <param name="path">One of <see cref="AdminPaths"/>.</param>
    /// <param name="canWait">Whether it empties devices, which takes its time.</param>
    public Command Create(string name, string description, string path, bool canWait = false)
    {
        var names = new Argument<string[]>(argument) { Description = help, Arity = ArgumentArity.OneOrMore };
        var wait = new Option<bool>("--wait") { Description = "end when nothing is left on the devices, and show how far that is" };
        var command = new Command(name, description) { names };
        if (canWait) command.Options.Add(wait);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = session.Connect(parsed);
            var result = await connection.PostAsync(path, bodyOf(parsed.GetRequiredValue(names)), type, AdminJson.Default.DeviceChangeResult, cancellationToken);
            if (canWait && parsed.GetValue(wait))
            {
                await ProgressDisplay.RunAsync(session.Context, !session.IsJson(parsed), progress => WaitAsync(connection, result.Devices, progress, cancellationToken));
                result = result with { Detail = $"{result.Devices.Count} device(s) are drained: nothing is left on them." };
            }

            session.Show(parsed, result, AdminJson.Default.DeviceChangeResult, shown => session.Context.Output.WriteLine($"{shown.Change} {string.Join(' ', shown.Devices)}: {shown.Detail}"));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Polls until all devices are drained, or forgotten already.</summary>
    private async Task<bool> WaitAsync(AdminConnection connection, IReadOnlyList<string> ids, Action<string, double, double> progress, CancellationToken cancellationToken)
    {
        long most = 0;
        while (true)
        {
            var list = await connection.GetAsync(AdminPaths.Devices, AdminJson.Default.DeviceList, cancellationToken);
            var left = list.Devices.Where(device => ids.Contains(device.Id) && device.State != "drained").ToArray();
            if (left.Length == 0) return true;
            if (Array.Find(left, static device => !device.IsLeaving) is { } kept)
                throw new CliException(ExitCode.Failed, $"Device {kept.Id} is no longer to be emptied: somebody took that back.");

            var bytes = left.Sum(static device => device.UsedBytes ?? 0);
            most = Math.Max(most, bytes);
            progress(TextOf(left, bytes), most - bytes, most);
            await Task.Delay(PollPeriod, session.Context.Time, cancellationToken);
        }
    }

    private static string TextOf(DeviceInfo[] left, long bytes)
    {
        var fragments = left.Sum(static device => device.Fragments ?? 0);
        var places = left.Sum(static device => device.Places + device.PlacesToClear);
        return $"{left.Length} device(s): {Quantities.Bytes(bytes)}, {Quantities.Count(fragments)} fragments, {Quantities.Count(places)} places left";
    }
}
