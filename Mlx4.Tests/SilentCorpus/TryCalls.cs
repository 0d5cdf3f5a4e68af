// Calls that say whether they did it.

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using Mlx4.Runtime;

// Shape: asked in a condition
internal sealed partial class AddressParser
{
    private IPAddress _address = IPAddress.None;

    [InitStage(10, NoCleanup = "only parses")]
    private Errno Parse(string text)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address))
        {
            return Errno.EINVAL;
        }

        _address = address;
        return Errno.Ok;
    }

    public IPAddress Address => _address;
}

// Shape: the answer is kept, or thrown away on purpose
internal sealed partial class Defaults(IReadOnlyDictionary<string, string> settings)
{
    private int _depth = 64;
    private bool _hasName;
    private string? _name;

    [InitStage(10, NoCleanup = "only reads")]
    private void Read()
    {
        _ = int.TryParse(settings["depth"], out _depth);
        _hasName = settings.TryGetValue("name", out _name);
        string? ignored = settings.TryGetValue("ignored", out string? value) ? value : null;
        _ = ignored;
    }

    public bool IsNamed => _hasName && _name is not null && _depth > 0;
}

// Shape: in a cleanup the answer does not matter
internal sealed partial class Registered(ConcurrentDictionary<int, Stream> open, int id)
{
    [InitStage(10, Cleanup = nameof(Unregister))]
    private Errno Register(string path)
    {
        FileStream stream = new(path, FileMode.Open);
        if (!open.TryAdd(id, stream))
        {
            stream.Dispose();
            return Errno.EEXIST;
        }

        return Errno.Ok;
    }

    private void Unregister()
    {
        open.TryRemove(id, out Stream? stream);
        stream?.Dispose();
    }
}

internal interface IUarBitmap
{
    bool TryAlloc(out int index);
    void Free(int index);
    Errno Map(int index);
}

// Shape: what a Try took is given back when the next step fails
internal sealed partial class TriedUar(IUarBitmap bitmap)
{
    private int _uar = -1;

    [InitStage(10, Cleanup = nameof(FreeUar))]
    private Errno AllocUar()
    {
        if (!bitmap.TryAlloc(out _uar))
        {
            return Errno.ENOSPC;
        }

        Errno err = bitmap.Map(_uar);
        if (err != Errno.Ok)
        {
            bitmap.Free(_uar);
            _uar = -1;
        }

        return err;
    }

    private void FreeUar() => bitmap.Free(_uar);
}

// Shape: a short circuit of several
internal sealed partial class TriedRange(IUarBitmap bitmap)
{
    private int _first;
    private int _second;

    [InitStage(10, Cleanup = nameof(FreeFirst))]
    private Errno AllocFirst() => bitmap.TryAlloc(out _first) ? Errno.Ok : Errno.ENOSPC;

    private void FreeFirst() => bitmap.Free(_first);

    [InitStage(20, Cleanup = nameof(FreeSecond))]
    private Errno AllocSecond() => !bitmap.TryAlloc(out _second) ? Errno.ENOSPC : Errno.Ok;

    private void FreeSecond() => bitmap.Free(_second);

    public int Width => _second - _first;
}

// Shape: Try calls without out arguments, and HashSet and friends
internal sealed partial class Sets
{
    private readonly HashSet<string> _names = [];
    private readonly Queue<int> _free = new();

    [InitStage(10, Cleanup = nameof(Clear))]
    private Errno Fill(string[] names)
    {
        _names.EnsureCapacity(names.Length);
        foreach (string name in names)
        {
            _names.Add(name);
        }

        _free.Enqueue(names.Length);
        return _names.Count == names.Length ? Errno.Ok : Errno.ENOTUNIQ;
    }

    private void Clear()
    {
        _names.Clear();
        _free.Clear();
    }
}
