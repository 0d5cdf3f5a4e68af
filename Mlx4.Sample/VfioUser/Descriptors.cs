using Microsoft.Win32.SafeHandles;

namespace Mlx4.Sample.VfioUser;

/// <summary>The descriptors that came with a message, in order. Those that nobody takes are closed.</summary>
internal sealed class Descriptors : IDisposable
{
    private readonly List<SafeFileHandle> _files = [];

    public int Count => _files.Count;

    /// <summary>The first one, which stays here; <see langword="null"/> if there is none.</summary>
    public SafeFileHandle? First => _files.Count == 0 ? null : _files[0];

    /// <summary>Adds one that this process has received.</summary>
    public void Add(int descriptor) => _files.Add(new SafeFileHandle(descriptor, ownsHandle: true));

    /// <summary>Takes the first one out: it belongs to the caller then.</summary>
    public SafeFileHandle Take()
    {
        SafeFileHandle file = _files[0];
        _files.RemoveAt(0);
        return file;
    }

    /// <summary>Closes those that are left; more may come.</summary>
    public void Close()
    {
        foreach (SafeFileHandle file in _files)
        {
            file.Dispose();
        }
        _files.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Close();
}
