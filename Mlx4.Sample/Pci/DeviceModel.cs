using Mlx4.Runtime;

namespace Mlx4.Sample.Pci;

/// <summary>What Linux's driver core keeps of a device for its driver: files in sysfs, and children such as ports and auxiliary devices.</summary>
internal sealed class DeviceModel(PciHost host)
{
    private readonly Dictionary<string, (ulong Id, Func<string> Show)> _files = [];
    private readonly Dictionary<string, ulong> _children = [];

    /// <summary>The names of the children, in the order of the alphabet.</summary>
    public IEnumerable<string> Children => _children.Keys.Order(StringComparer.Ordinal);

    /// <summary>Creates a file (<c>device_create_file</c>). EEXIST: there is one of that name.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="show">Gives the text when the file is read.</param>
    public Errno CreateFile(string name, Func<string> show)
    {
        if (host.Faults.Refuses(HostCall.CreateFile))
        {
            return Errno.ENOMEM;
        }
        ulong id = host.NextObject();
        if (!_files.TryAdd(name, (id, show)))
        {
            return Errno.EEXIST;
        }
        host.Ledger.Take("device file", id, name);
        return Errno.Ok;
    }

    /// <summary>Reads a file; <see langword="null"/> if there is none of that name.</summary>
    public string? ReadFile(string name) => _files.TryGetValue(name, out (ulong Id, Func<string> Show) file) ? file.Show() : null;

    /// <summary>Removes a file (<c>device_remove_file</c>), if it is there.</summary>
    public void RemoveFile(string name)
    {
        if (_files.Remove(name, out (ulong Id, Func<string> Show) file))
        {
            host.Ledger.Return("device file", file.Id);
        }
    }

    /// <summary>Adds a child (<c>auxiliary_device_add</c>, <c>devl_port_register</c>). EEXIST: there is one of that name.</summary>
    public Errno AddChild(string name)
    {
        if (host.Faults.Refuses(HostCall.AddChild))
        {
            return Errno.ENOMEM;
        }
        ulong id = host.NextObject();
        if (!_children.TryAdd(name, id))
        {
            return Errno.EEXIST;
        }
        host.Ledger.Take("child device", id, name);
        return Errno.Ok;
    }

    /// <summary>Removes a child, if it is there.</summary>
    public void RemoveChild(string name)
    {
        if (_children.Remove(name, out ulong id))
        {
            host.Ledger.Return("child device", id);
        }
    }
}
