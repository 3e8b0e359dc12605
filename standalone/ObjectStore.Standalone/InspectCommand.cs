using ObjectStore.Extents;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Standalone;

/// <summary><c>objectstore inspect DIRECTORY</c>: what a stopped device holds, every record verified.</summary>
internal static class InspectCommand
{
    private const int ExitDamaged = 1;

    /// <summary>Prints the device; the exit code tells whether something is damaged.</summary>
    /// <exception cref="SettingsException">No directory, or more than one, was named.</exception>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        if (arguments is not [var path]) throw new SettingsException("Usage: objectstore inspect DIRECTORY-OF-A-DEVICE");
        return await DeviceInspector.InspectAsync(path, output, CancellationToken.None) == 0 ? 0 : ExitDamaged;
    }
}
