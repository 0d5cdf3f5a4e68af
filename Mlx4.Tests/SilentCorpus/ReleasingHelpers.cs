// Cleanups that let others release.

using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Mlx4.Runtime;

internal static class Disposables
{
    public static void Release<T>(ref T? resource) where T : class, IDisposable
    {
        T? taken = Interlocked.Exchange(ref resource, null);
        taken?.Dispose();
    }

    public static void DisposeQuietly(this IDisposable? resource)
    {
        try
        {
            resource?.Dispose();
        }
        catch (IOException)
        {
            // It is gone either way.
        }
    }

    public static void DisposeAll(params IDisposable?[] resources)
    {
        foreach (IDisposable? resource in resources)
        {
            resource?.Dispose();
        }
    }
}

// Shape: by reference
internal sealed partial class ByReference
{
    private FileStream? _file;

    [InitStage(10, Cleanup = nameof(Close))]
    private void Open(string path) => _file = File.OpenRead(path);

    private void Close() => Disposables.Release(ref _file);
}

// Shape: an extension method
internal sealed partial class ByExtension
{
    private FileStream? _file;

    [InitStage(10, Cleanup = nameof(Close))]
    private Errno Open(string path, long minimum)
    {
        _file = File.OpenRead(path);
        if (_file.Length < minimum)
        {
            _file.DisposeQuietly();
            _file = null;
            return Errno.ENODATA;
        }

        return Errno.Ok;
    }

    private void Close() => _file.DisposeQuietly();
}

// Shape: several at once
internal sealed partial class SeveralAtOnce
{
    private FileStream? _data;
    private FileStream? _index;
    private Timer? _flush;

    [InitStage(10, Cleanup = nameof(Close))]
    private void Open(string path)
    {
        _data = File.Create(path + ".dat");
        _index = File.Create(path + ".idx");
        _flush = new Timer(_ => _data.Flush(), null, 1000, 1000);
    }

    private void Close() => Disposables.DisposeAll(_flush, _index, _data);
}

// Shape: a chain of private methods
internal sealed partial class ByChain
{
    private readonly Dictionary<string, FileStream> _files = [];

    [InitStage(10, Cleanup = nameof(Close))]
    private void Open(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            _files[path] = File.OpenRead(path);
        }
    }

    private void Close() => CloseFiles();

    private void CloseFiles()
    {
        foreach ((string path, FileStream file) in _files)
        {
            CloseFile(path, file);
        }

        _files.Clear();
    }

    private static void CloseFile(string path, FileStream file)
    {
        Console.WriteLine($"closing {path}");
        file.Dispose();
    }
}

// Shape: a local copy and a swap
internal sealed partial class BySwap
{
    private StreamWriter? _writer;

    [InitStage(10, Cleanup = nameof(Close))]
    private void Open(string path) => _writer = File.CreateText(path);

    private void Close()
    {
        (StreamWriter? writer, _writer) = (_writer, null);
        if (writer is null)
        {
            return;
        }

        using (writer)
        {
            writer.WriteLine("end");
        }
    }
}
