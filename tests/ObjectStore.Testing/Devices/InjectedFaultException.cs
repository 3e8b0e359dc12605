using ObjectStore.Extents.Devices;

namespace ObjectStore.Testing.Devices;

/// <summary>The marker of a fault that a test asked for.</summary>
public sealed class InjectedFaultException(string operation, bool isFull, int errorNumber = 0) : DeviceIoException($"injected: {operation}", isFull, errorNumber);
