using ObjectStore.Benchmarks.Extents;

// Usage: ObjectStore.Benchmarks.Extents [small|large|read|open]... [--directory D]. Without a name all run. D is on the disk to measure.
var directory = Path.GetTempPath();
var names = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--directory") directory = args[++i];
    else names.Add(args[i]);
}

if (names is ["fill", var device])
{
    await OpenBenchmark.FillAndDieAsync(device);
    return;
}

bool IsWanted(string name) => names.Count == 0 || names.Contains(name);
if (IsWanted("small")) await AppendBenchmark.SmallAsync(directory);
if (IsWanted("large")) await AppendBenchmark.LargeAsync(directory);
if (IsWanted("read")) await ReadBenchmark.RunAsync(directory);
if (IsWanted("open")) await OpenBenchmark.RunAsync(directory);
